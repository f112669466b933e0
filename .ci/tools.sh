#!/usr/bin/env bash
# The checks of the Maven profile "tools" that need other tools than Java. A tool that is missing fails them.
# Leaves the rendered manifests in target/k8s and the compose file in target/compose.yaml, where the checks read them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export PATH="$PWD/.ci/tools/bin:$PWD/.ci/tools/node_modules/.bin:$PATH"
rendered=target/k8s

fail() {
  printf 'tools: %s\n' "$*" >&2
  exit 1
}

step() {
  printf 'tools: %s\n' "$*"
}

require() {
  command -v "$1" >/dev/null || fail "$1 is missing: $2"
}

render_manifests() {
  step "kubectl kustomize"
  rm -rf "$rendered"
  mkdir -p "$rendered"
  local directory name
  for directory in k8s/base k8s/overlays/*; do
    name=$(basename "$directory")
    kubectl kustomize "$directory" >"$rendered/$name.yaml" 2>"$rendered/$name.warnings" \
      || fail "$directory does not render: $(cat "$rendered/$name.warnings")"
    [ ! -s "$rendered/$name.warnings" ] || fail "$directory renders with warnings: $(cat "$rendered/$name.warnings")"
  done
}

compose_config() {
  env -u REDIS_PASSWORD -u CONTINUO_API_KEYS "$@" docker-compose --env-file .env.example config -q 2>&1
}

render_compose() {
  env REDIS_PASSWORD=given CONTINUO_API_KEYS=given docker-compose --env-file .env.example config >target/compose.yaml
}

check_compose() {
  step "docker-compose config"
  local answer
  answer=$(compose_config REDIS_PASSWORD=given CONTINUO_API_KEYS=given) || fail "docker-compose.yml is refused: $answer"
  [ -z "$answer" ] || fail "docker-compose.yml is accepted with a remark: $answer"
  render_compose
  local missing
  for missing in REDIS_PASSWORD CONTINUO_API_KEYS; do
    if answer=$(compose_config REDIS_PASSWORD=given CONTINUO_API_KEYS=given "$missing="); then
      fail "docker-compose.yml is accepted without $missing"
    fi
    [[ $answer == *"Set $missing in .env"* ]] || fail "a missing $missing is not named: $answer"
  done
}

lint_dockerfile() {
  step "dockerfile-utils lint"
  local findings
  # Its exit code speaks of errors only; a warning counts here too.
  findings=$(dockerfile-utils lint -j Dockerfile) || fail "Dockerfile: $findings"
  [ "$findings" = "[]" ] || fail "Dockerfile: $findings"
}

lint_openapi() {
  step "spectral lint"
  spectral lint --quiet --fail-severity=warn --ruleset .ci/tools/spectral.yaml src/main/resources/META-INF/openapi.yaml \
    || fail "the OpenAPI document has findings"
}

require kubectl ".ci/run fetches one"
require docker-compose "apt-get install docker-compose"
require node "apt-get install nodejs npm"
require dockerfile-utils "npm ci --prefix .ci/tools --ignore-scripts"
require spectral "npm ci --prefix .ci/tools --ignore-scripts"

render_manifests
check_compose
lint_dockerfile
lint_openapi
