# One image for web, worker, beat and the migration job; they differ in their command.

FROM python:3.13-slim-trixie AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements/base.txt requirements/base.txt
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps \
    -r requirements/base.txt
COPY . .
# Static files are the same for everybody; the settings only have to be readable for this.
RUN DATABASE_URL=postgresql://build@127.0.0.1/build REDIS_URL=redis://127.0.0.1 \
    SECRET_KEY=build FIELD_KEYS=build STATIC_ROOT=/app/static \
    /venv/bin/python -m django collectstatic --no-input --verbosity=0 --settings=config.settings

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin hometown \
    && install -d -o hometown -g hometown /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings PYTHONPATH=/app HOMETOWN_DATA=/data HOMETOWN_DEMO=0 \
    STATIC_ROOT=/app/static HOST=0.0.0.0 PORT=8000
USER hometown
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "docker/healthcheck.py"]
CMD ["python", "docker/web.py"]
