#!/usr/bin/env bash
# A tenant's whole life by the command line, against an empty database: each command, what it prints, how it ends. What is
# printed is a transcript, and docs/operations.md quotes it. Stops at the first surprise.
#
# Needs JAVA, JAR and CLASSES (the tests'), TENANCY_URL, and the passwords TENANCY_ADMIN_PASSWORD, TENANCY_OWNER_PASSWORD and
# TENANCY_APP_PASSWORD; an empty folder to work in. Leaves the answers in JSON in the folder json.
set -uo pipefail

# As docs/operations.md advises: the first call leaves an archive of its classes to the others. Once there are "settings", a
# command that has no others and no terminal is run by Resident, as it would run itself and in a tenth of the time.
mkdir bin
cat >bin/tenancy <<'SCRIPT'
#!/bin/sh
bin=${0%/*}
if [ -z "$OWN_PROCESS" ] && [ ! -t 0 ] && [ "$(env | grep ^TENANCY_ | sort)" = "$(cat "$bin/settings" 2>/dev/null)" ]; then
  call=$(mktemp -d "$bin/call.XXXXXX")
  printf '%s\0' "$@" >"$call/arguments"
  mkfifo "$call/code"
  [ /dev/fd/1 -ef /dev/fd/2 ] && ln -s out "$call/err"
  echo "$call" >"$bin/calls"
  read -r code <"$call/code"
  cat "$call/out"
  [ -L "$call/err" ] || cat "$call/err" >&2
  exit "$code"
fi
archive=$bin/tenancy.jsa
[ -e "$archive" ] && share=-XX:SharedArchiveFile=$archive || share=-XX:ArchiveClassesAtExit=$archive
exec "$JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off "$share" -jar "$JAR" "$@"
SCRIPT
chmod +x bin/tenancy
PATH=$PWD/bin:$PATH

fail() {
  printf '\n!!! %s\n' "$*"
  exit 1
}

# run CODE COMMAND: shows the command and what it says, and wants this exit code.
run() {
  local wanted=$1 code
  shift
  printf '$ %s\n' "$*"
  output=$(eval "$*" 2>&1)
  code=$?
  printf '%s\n' "$output"
  [[ $code == 0 ]] || printf '$ echo $?\n%s\n' "$code"
  [[ $code == "$wanted" ]] || fail "the exit code is $code and should be $wanted: $*"
}

# A shell that puts a build into the background lets all of it ignore interrupts, and bash cannot undo that: GNU's env can, and perl.
if env --default-signal=INT true 2>/dev/null; then
  hearing=(env --default-signal=INT)
else
  hearing=(perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV')
fi

# In the background, with the signals of a foreground process; its output goes to the file "background".
start() {
  set -m
  OWN_PROCESS=1 "${hearing[@]}" "$@" >background 2>&1 &
  set +m
}

# Waits until the process in the background has said this.
awaits() {
  for _ in {1..300}; do
    output=$(cat background)
    [[ $output == *"$1"* ]] && return
    sleep 0.1
  done
  fail "not said in the background: $1; but: $output"
}

# A class of the tests', with the command line's archive.
java_class() {
  "$JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:cds=off -Xlog:cds+dynamic=off \
    -XX:SharedArchiveFile="$PWD/bin/tenancy.jsa" -cp "$JAR:$CLASSES" dev.tenancy.cli."$@"
}

# As the owner, past the command line.
by_hand() {
  java_class ByHand "$1" || fail "by hand: $1"
}

# From here on a command is a process of its own only where that matters. Ends with this script, which holds the pipe open.
stay() {
  mkfifo bin/calls
  java_class Resident <bin/calls >bin/resident 2>&1 &
  exec 9>bin/calls
  env | grep ^TENANCY_ | sort >bin/settings
}

said() {
  [[ $output == *"$1"* ]] || fail "not said: $1"
}

# typed CODE LINES COMMAND: at a terminal, with somebody who types these lines.
typed() {
  local wanted=$1 lines=$2 code
  shift 2
  output=$(printf "$lines" | script -qec "$*" /dev/null)
  code=$?
  [[ $code == "$wanted" ]] || fail "the exit code is $code and should be $wanted, at a terminal: $* $output"
}

# json CODE NAME COMMAND: its standard output alone, kept for whoever parses it.
json() {
  local wanted=$1 name=$2 code
  shift 2
  mkdir -p json
  output=$(eval "$*" --json 2>json/"$name".err)
  code=$?
  printf '%s\n' "$output" >json/"$name".json
  [[ $code == "$wanted" ]] || fail "the exit code is $code and should be $wanted: $* --json"
}

# both CODE NAME COMMAND: for people and, at the same time, for programs; of commands that change nothing.
both() {
  local wanted=$1 name=$2
  shift 2
  json "$wanted" "$name" "$@" &
  run "$wanted" "$@"
  wait $! || exit 1
}

cat >tenancy.properties <<'FILE'
admin.user=postgres
owner.user=items_owner
app.user=items_app
migrations=db/tenant
FILE
mkdir -p db/tenant
cat >db/tenant/V1__items.sql <<'SQL'
create table items (
  id bigint generated always as identity primary key,
  owner text not null,
  title text not null
);
SQL

### Set up
run 0 tenancy init
json 0 init tenancy init # again: nothing is done twice
run 0 tenancy status
said 'There is no tenant in'
by_hand 'alter table public.tenants rename to elsewhere'
for command in status plan apply 'plan --check' drift 'status acme' 'suspend acme --yes' 'resume acme' 'deprovision acme --yes'; do
  run 3 tenancy $command
  said 'There is no registry in'
done
by_hand "do \$\$ begin assert to_regclass('public.tenants') is null, 'none of them made one'; end \$\$"
by_hand 'alter table public.elsewhere rename to tenants'

### A new customer
run 0 tenancy provision acme globex initech
both 0 status tenancy status
by_hand "insert into tenant_globex.items (owner, title) values ('globex', 'Anvil'), ('globex', 'Anvil')"

stay

### Deploy
cat >db/tenant/V2__price.sql <<'SQL'
alter table items add column price numeric;
SQL
both 0 plan tenancy plan
run 0 tenancy apply --canary 1
run 0 tenancy plan --check

### A broken script, and its repair
cat >db/tenant/V3__one_title.sql <<'SQL'
create unique index items_title on item (title);
SQL
run 1 tenancy apply --canary 1
said 'acme failed: Script V3__one_title.sql, line 1: relation "item" does not exist (42P01)'
run 1 tenancy provision umbrella
said 'step MIGRATIONS failed. Script V3__one_title.sql'
run 0 tenancy status umbrella
said 'FAILED'
sed -i.bak 's/ item / items /' db/tenant/V3__one_title.sql
rm db/tenant/*.bak

### A tenant that fails
run 1 tenancy apply
said 'globex failed: Script V3__one_title.sql'
run 1 tenancy plan --check
both 1 doctor tenancy doctor
said 'mend: tenancy apply globex'
by_hand "update tenant_globex.items set title = title || ' ' || id"
run 0 tenancy apply globex
run 0 tenancy provision umbrella
json 1 apply-refused tenancy apply nobody
said '"tenant":"nobody","outcome":"Refused","why":"It is not in the plan'

### Ctrl-C
# naps TIME: a run where each tenant takes so long.
naps() {
  start tenancy apply --parallelism 1 --url "$TENANCY_URL?options=-c%20life.nap=$1"
}

# asleep COMMAND: waits until a tenant is in flight: before that there is nothing to finish.
asleep() {
  by_hand "do \$\$ begin while not exists (select from pg_stat_activity
      where wait_event = 'PgSleep' and application_name like 'tenancy $1 by %')
    loop perform pg_sleep(0.05), pg_stat_clear_snapshot(); end loop; end \$\$"
}

echo "select pg_sleep_for(current_setting('life.nap', true)::interval);" >db/tenant/V4__slow.sql
naps 3s
asleep apply
kill -INT $!
wait $!
code=$?
output=$(cat background)
[[ $code == 1 ]] || fail "the exit code after Ctrl-C is $code and should be 1: $output"
said 'Stopping: the tenants in flight are finished'
said 'CANCELLED after'
said '1 migrated, 0 up to date, 0 failed, 0 refused, 3 not started.'
naps 1min
asleep apply
kill -INT $!
awaits 'Stopping: '
kill -INT $!
wait $!
code=$?
[[ $code == 130 ]] || fail "the exit code after two Ctrl-C is $code and should be 130: $(cat background)"
start tenancy provision hooli --url "$TENANCY_URL?options=-c%20life.nap=1min"
asleep provision
kill -INT $!
wait $!
code=$?
output=$(cat background)
[[ $code == 130 ]] || fail "the exit code of provision after Ctrl-C is $code and should be 130: $output"
said "Interrupted at tenant 'hooli'."
by_hand "do \$\$ begin assert not exists (select from public.tenants where id = 'hooli' and status = 'ACTIVE'); end \$\$"
json 0 interrupted tenancy provision hooli
said '"status":"ACTIVE"'
tenancy suspend hooli --yes >/dev/null && tenancy deprovision hooli --yes >/dev/null || fail 'hooli is not gone'
json 0 apply tenancy apply

### Drift
by_hand "alter table tenant_globex.items add column note text; create index items_by_hand on tenant_globex.items (owner)"
both 1 drift tenancy drift
said 'extra column items.note: text'
by_hand "alter table tenant_globex.items drop column note; drop index tenant_globex.items_by_hand"
run 0 tenancy drift

### Suspend and delete
run 3 tenancy deprovision initech
said 'no terminal to ask at'
json 3 not-asked tenancy deprovision initech
said '"tenant":"initech"'
run 3 tenancy deprovision initech --yes
said 'Suspend it first: tenancy suspend initech.'
run 0 tenancy suspend initech --yes
run 0 tenancy resume initech
json 0 suspend tenancy suspend initech --yes
run 0 tenancy deprovision initech --yes
json 3 refused tenancy provision initech
run 0 tenancy status
[[ $output != *initech* ]] || fail 'a deleted tenant is in the status'
run 0 tenancy status --status deleted
said 'initech'
json 1 one-unknown tenancy status nobody acme
said '"tenant":"acme"'
said '"tenant":"nobody","message":"Tenant '"'nobody' is not in the registry"

### Is all well?
run 0 tenancy doctor
both 0 verify tenancy verify

### Lint
cat >db/tenant/V5__public.sql <<'SQL'
create view everybody as select * from tenant_acme.items;
SQL
both 1 lint tenancy lint --since 4
said 'V5__public.sql:1 error'
both 1 plan-lint tenancy plan
said 'Lint of what is pending:'
rm db/tenant/V5__public.sql
run 2 tenancy lint --migrations boot # a folder that is not there
run 2 tenancy lint --since V4
said "'V4' is no version"

### Scripts in a jar
"${JAVA%java}jar" --create --file app.jar -C . db
mkdir -p boot/BOOT-INF/classes
cp -r db boot/BOOT-INF/classes
"${JAVA%java}jar" --create --file boot.jar -C boot .
run 0 tenancy plan --check --migrations app.jar
run 0 tenancy plan --check --migrations boot.jar!/BOOT-INF/classes/db/tenant
run 2 tenancy plan --migrations boot.jar
run 2 tenancy plan --migrations nowhere

### Wrong use
run 2 'tenancy status --owner-password "$TENANCY_OWNER_PASSWORD"'
run 2 'tenancy status --owner-passwort="$TENANCY_OWNER_PASSWORD"'
run 2 'tenancy status --url "jdbc:postgresql://localhost/items?password=$TENANCY_OWNER_PASSWORD"'
run 2 tenancy provision Acme
run 2 tenancy provision acme Acme
said "Invalid tenant id 'Acme'"
run 2 tenancy apply --parallelism 0
said '--parallelism 0 is refused'
run 2 tenancy init --url jdbc:postgresql://localhost/
run 2 tenancy
run 2 tenancy stat
run 2 tenancy verify --url jdbc:mysql://localhost/items
run 2 TENANCY_LAYOUT_SCHEMAPREFIX=x_ tenancy verify
run 3 tenancy status nobody
run 4 TENANCY_APP_PASSWORD=wrong tenancy verify
said 'Correct TENANCY_APP_PASSWORD or app.password-file; if the login is not there yet, tenancy init makes it.'
json 4 unreachable TENANCY_APP_PASSWORD= tenancy verify
if [[ -e /dev/full ]]; then
  run 4 'OWN_PROCESS=1 tenancy status >/dev/full'
  said 'The answer could not be written to standard output. The command itself had ended with exit code 0'
fi
run 4 tenancy verify --url jdbc:postgresql://127.0.0.1:1/items
run 4 tenancy verify --url jdbc:postgresql://no-such-host.invalid/items
said '(UnknownHostException: no-such-host.invalid)'

### No secret among the arguments
OWN_PROCESS=1 tenancy verify >/dev/null &
for _ in {1..50}; do
  arguments=$(ps -ww -o args= -p $! 2>/dev/null || tr '\0' ' ' </proc/$!/cmdline)
  [[ $arguments == *"-jar "* ]] && break
  sleep 0.1
done
wait $! || fail 'verify in the background'
[[ $arguments == *"-jar $JAR verify"* ]] || fail "these are not its arguments: $arguments"
for secret in "$TENANCY_ADMIN_PASSWORD" "$TENANCY_OWNER_PASSWORD" "$TENANCY_APP_PASSWORD"; do
  [[ $arguments != *"$secret"* ]] || fail "a password is among the arguments: $arguments"
done

### At a terminal
if ! script --version 2>/dev/null | grep -q util-linux; then
  printf '\n!!! NOT RUN: there is no script(1) of util-linux, so nothing was asked at a terminal.\n'
  exit 0
fi
typed 3 'no\n' tenancy suspend globex
said 'Nothing was done.'
typed 0 'yes\n' tenancy suspend globex
echo 'select 1;' >db/tenant/V5__more.sql
typed 0 '' tenancy apply
said "3/3"
typed 3 'acme\n' tenancy deprovision globex
said 'Nothing was done.'
typed 0 'globex\n' tenancy deprovision globex
said "Tenant 'globex' is gone"
typed 0 "${TENANCY_APP_PASSWORD//%/%%}\\n" TENANCY_APP_PASSWORD= tenancy verify
said 'Password for items_app'
typed 4 'wrong\n' TENANCY_APP_PASSWORD= tenancy verify
said 'password authentication failed'
