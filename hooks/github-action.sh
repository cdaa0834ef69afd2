#!/usr/bin/env bash
# What action.yml runs. The report is always in the job's summary; comment and upload are extras that a pull request from a
# fork, whose token may write nothing, goes without.
set -euo pipefail

folder="${RUNNER_TEMP:-$(mktemp -d)}/toolrisk"
mkdir -p "$folder"
export TOOLRISK_HOME="$folder/home"

arguments=(check --yes --sarif "$folder/toolrisk.sarif" --markdown "$folder/toolrisk.md" --json)
[ "$FROZEN" = true ] && arguments+=(--frozen)
[ "$SANDBOX" = true ] && arguments+=(--sandbox)
while IFS= read -r threshold; do
  [ -n "$threshold" ] && arguments+=("--fail-on=$threshold")
done <<<"$FAIL_ON"
while IFS= read -r target; do
  case "$target" in
    '') ;;
    -*) echo "::error::a target cannot begin with a dash: $target" && exit 2 ;;
    *) arguments+=("$target") ;;
  esac
done <<<"$TARGETS"

code=0
npx --yes --package "toolrisk@$VERSION" toolrisk "${arguments[@]}" >"$folder/report.json" || code=$?
{
  echo "report=$folder/report.json"
  echo "exit-code=$code"
} >>"$GITHUB_OUTPUT"
# Without a report there is nothing to show: the command said why on stderr.
[ -s "$folder/toolrisk.md" ] || exit "$code"
cat "$folder/toolrisk.md" >>"$GITHUB_STEP_SUMMARY"

say_denied() {
  echo "::notice::toolrisk: $1 was left out, as this run's token may not write it; the report is in the job's summary"
}

if [ "$COMMENT" = true ] && [ -n "$PULL_REQUEST" ]; then
  comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
  mark='map(select(.user.type == "Bot" and (.body | startswith("<!-- toolrisk check -->")))) | .[0].id // empty'
  old=$(gh api --paginate "$comments" --jq "$mark" 2>/dev/null | head -n 1) || old=""
  head -c 65000 "$folder/toolrisk.md" >"$folder/comment.md"
  if [ -n "$old" ]; then
    gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$old" --field "body=@$folder/comment.md" >/dev/null || say_denied "the comment"
  else
    gh api --method POST "$comments" --field "body=@$folder/comment.md" >/dev/null || say_denied "the comment"
  fi
fi

if [ "$UPLOAD" = true ]; then
  ref="$GITHUB_REF"
  [ -n "$PULL_REQUEST" ] && ref="refs/pull/$PULL_REQUEST/head"
  gzip --stdout "$folder/toolrisk.sarif" | base64 | tr -d '\n' >"$folder/sarif.txt"
  gh api --method POST "repos/$GITHUB_REPOSITORY/code-scanning/sarifs" --field "sarif=@$folder/sarif.txt" \
    --raw-field "commit_sha=$HEAD_SHA" --raw-field "ref=$ref" >/dev/null || say_denied "the upload"
fi

exit "$code"
