#!/usr/bin/env bash
# Whether the service in this container answers: the health check of the image. No curl is needed, and no JVM is started.
set -euo pipefail

if [ -n "${HTTPS_CERT:-}" ]; then
  # The first message of TLS 1.2; any record of a handshake or an alert in return comes from the running service.
  exec 3<>"/dev/tcp/127.0.0.1/${HTTPS_PORT:-8443}"
  printf '\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03%032d\x00\x00\x04\xc0\x2b\xc0\x2f\x01\x00' 0 >&3
  IFS= read -r -n 1 -t 3 answer <&3
  [[ $answer == [$'\x15\x16'] ]]
else
  exec 3<>"/dev/tcp/127.0.0.1/${HTTP_PORT:-8090}"
  printf 'GET /health/live HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
  read -r -t 3 _ status _ <&3
  [ "$status" = 200 ]
fi
