#!/usr/bin/env bash
# Builds, deploys the stack, then migrates every tenant: scripts/deploy.sh [arguments of sam deploy]
#
# The stack's name and parameters are in samconfig.toml; begin with a copy of samconfig.toml.example.
#
# A fleet takes longer than one invocation may, so the admin function is asked again until it says that nothing is left:
#   request   {"action": "apply"}
#   answer    {"ended": "COMPLETE", "migrated": 120, "failed": 0, "left": 0, "problems": []}
# It is asked again only if its time was over and it got further. What else is left needs a person: the script ends with 1, and
# says which tenants and why.
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

while true; do
  # The function stops before Lambda's 15 minutes; without this the client gives up after one, and asks again.
  error=$(AWS_MAX_ATTEMPTS=1 aws lambda invoke --function-name "$admin" --cli-binary-format raw-in-base64-out \
    --cli-read-timeout 920 --payload '{"action":"apply"}' --query FunctionError --output text "$answer")
  [[ $error == None ]] || fail "the migration ended with an error ($error): $(<"$answer")"
  read -r ended migrated failed left < <(jq -r '[.ended, (.migrated, .failed, .left | numbers)] | @tsv' "$answer") &&
    [[ -n $left ]] || fail "the answer does not say what is left: $(<"$answer")"
  echo "deploy: $migrated tenants migrated, $failed failed, $left left"
  [[ $left == 0 ]] && break
  [[ $ended == OUT_OF_TIME && $migrated -gt 0 ]] && continue
  jq -r '.problems[]? | "  \(.tenant): \(.problem)"' "$answer" >&2
  fail "$left tenants are not migrated ($ended), $failed of them failed: see above, and the log of $admin." \
    "The new code is live. Mend them, then run this again: what is done is not done again."
done

echo "deploy: every tenant is migrated. The API is at $(output ApiUrl)"
