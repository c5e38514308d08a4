#!/bin/sh
# Makes the two databases of an empty server: the records, and the bot's dialogues.
# Each has a role of its own that may not enter the other. Run once, by the server's image
# or by `gonghui cluster`; it is told both addresses by files, as every process is.
set -eu

make_database() {
  address=$(cat "$1")
  login=${address#*://}
  login=${login%%@*}
  role=${login%%:*} password=${login#*:} base=${address##*/} \
    psql --quiet --no-psqlrc -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres <<'SQL'
\getenv role role
\getenv password password
\getenv base base
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"base" OWNER :"role" ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"base" FROM PUBLIC;
SQL
}

make_database "$GONGHUI_DATABASE_URL_FILE"
make_database "$GONGHUI_TRACKER_URL_FILE"
