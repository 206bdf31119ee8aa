#!/bin/sh
# Run once by PostgreSQL's image on an empty volume: the two roles that the service uses.
# The superuser of the image is not used after this.
set -eu

secret() { tr -d '\n' < "/run/secrets/$1"; }

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$(secret database_owner_password)" \
    --set app_password="$(secret database_app_password)" <<'SQL'
CREATE ROLE hometown_owner LOGIN CREATEDB PASSWORD :'owner_password';
CREATE ROLE hometown_app LOGIN PASSWORD :'app_password';
CREATE DATABASE hometown OWNER hometown_owner ENCODING 'UTF8' LOCALE_PROVIDER builtin
    BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C' TEMPLATE template0;
REVOKE CONNECT ON DATABASE hometown FROM PUBLIC;
GRANT CONNECT ON DATABASE hometown TO hometown_app;
SQL
