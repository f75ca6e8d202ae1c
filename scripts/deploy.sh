#!/usr/bin/env bash
# Builds, deploys the stack, then migrates every tenant: scripts/deploy.sh [arguments of sam deploy]
#
# The stack's name and parameters are in samconfig.toml; begin with a copy of samconfig.toml.example.
#
# A fleet takes longer than one invocation may, so the admin function is asked again until it says that nothing is left.
#   request   {"action": "apply"}
#   answer    {"left": tenants not at the newest version, failed ones among them, ...}
# The script ends with 0 when left is 0, and with 1 and the last answer when an invocation left as many as the one before:
# what is left then needs a person.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  echo "deploy: $*" >&2
  exit 1
}

for tool in mvn sam aws jq; do
  command -v "$tool" >/dev/null || fail "$tool is not installed."
done
[[ -f samconfig.toml ]] || fail "there is no samconfig.toml. Copy samconfig.toml.example and fill it in."

# clean: a library of an earlier build must not be deployed with this one
mvn -q -pl sample-lambda -am -DskipTests clean package
sam deploy --no-fail-on-empty-changeset "$@"

setting() {
  sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*\"\(.*\)\".*/\1/p" samconfig.toml | head -n 1
}
stack=${STACK_NAME:-$(setting stack_name)}
region=${AWS_REGION:-$(setting region)}
[[ -n $stack ]] || fail "samconfig.toml has no stack_name."
[[ -z $region ]] || export AWS_REGION=$region

outputs=$(aws cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].Outputs' --output json)
output() {
  jq -er --arg key "$1" '.[] | select(.OutputKey == $key) | .OutputValue' <<<"$outputs" || fail "the stack $stack has no output $1."
}
admin=$(output AdminFunction)

answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

before=
while true; do
  # The function stops before Lambda's 15 minutes; without this the client gives up after one, and asks again.
  error=$(AWS_MAX_ATTEMPTS=1 aws lambda invoke --function-name "$admin" --cli-binary-format raw-in-base64-out \
    --cli-read-timeout 920 --payload '{"action":"apply"}' --query FunctionError --output text "$answer")
  [[ $error == None ]] || fail "the migration ended with an error ($error): $(<"$answer")"
  left=$(jq -er '.left | numbers' "$answer") || fail "the answer does not say what is left: $(<"$answer")"
  [[ $left == 0 ]] && break
  [[ -z $before || $left -lt $before ]] || fail "$left tenants are left and none gets further: $(<"$answer")"
  echo "deploy: $left tenants left"
  before=$left
done

echo "deploy: every tenant is migrated. The API is at $(output ApiUrl)"
