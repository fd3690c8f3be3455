#!/usr/bin/env bash
# The step of action.yml: inputs come as variables, since text that is pasted into a script could run.
set -euo pipefail

report="${RUNNER_TEMP:?}/lambda-lint.json"
sarif="$RUNNER_TEMP/lambda-lint.sarif"
comment="$RUNNER_TEMP/lambda-lint.md"

command=(npx --no-install lambda-lint)
if [[ -n "${INPUT_VERSION:-}" ]]; then
  command=(npx --yes "lambda-lint@$INPUT_VERSION")
fi

arguments=()
while IFS= read -r path; do
  if [[ -n "$path" ]]; then arguments+=("$path"); fi
done <<<"${INPUT_PATHS:-}"
if [[ -n "${INPUT_FAIL_ON:-}" ]]; then arguments+=("--fail-on=$INPUT_FAIL_ON"); fi
if [[ -n "${INPUT_BASELINE:-}" ]]; then arguments+=("--baseline=$INPUT_BASELINE"); fi
while read -r format; do
  if [[ -n "$format" ]]; then arguments+=("--format=$format"); fi
done <<<"${INPUT_FORMAT:-text}"

status=0
"${command[@]}" "${arguments[@]}" \
  --format json --output "$report" \
  --format sarif --output "$sarif" \
  --format markdown --output "$comment" || status=$?

{
  echo "exit-code=$status"
  echo "report=$report"
  echo "sarif=$sarif"
  echo "comment=$comment"
} >>"${GITHUB_OUTPUT:?}"
exit "$status"
