#!/bin/sh
# Make the secrets of docker-compose.yml, each in a file of its own; what is there already stays.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets
cd secrets

random() { head -c "$1" /dev/urandom | base64 | tr -d '\n=' | tr '+/' '-_'; }
keep() { [ -s "$1" ] || printf '%s' "$2" > "$1"; }

for name in postgres_superuser_password database_owner_password database_app_password \
    valkey_password; do
    keep "$name" "$(random 24)"
done
keep secret_key "$(random 64)"
keep field_keys "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')"
keep database_url "postgresql://hometown_app:$(cat database_app_password)@postgres:5432/hometown"
keep database_owner_url "postgresql://hometown_owner:$(cat database_owner_password)@postgres:5432/hometown"
keep redis_url "redis://:$(cat valkey_password)@valkey:6379/0"
keep valkey.conf "requirepass $(cat valkey_password)
appendonly yes"
# The containers' users read them through the mount; only this folder's owner reaches it here.
chmod 700 .
chmod 444 ./*
