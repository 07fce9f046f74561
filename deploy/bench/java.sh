#!/usr/bin/env bash
# Runs a class from core's tests with everything on its class path: java.sh CLASS [ARGUMENT...]
# Compiles first; THREADS (default 1) is how many threads native code may use.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
threads=${THREADS:-1}
path=$root/core/target/bench.classpath

# Maven's own output would mix with the measures
mvn -B -q -Dstyle.color=never -f "$root/pom.xml" -Dquick -pl core test-compile \
  dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$path" >&2

# one arena, as the launcher has it
MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-1} OMP_NUM_THREADS=$threads OPENBLAS_NUM_THREADS=$threads MKL_NUM_THREADS=$threads exec java \
  ${JAVA_HEAP:--Xmx2g} -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
  -cp "$root/core/target/test-classes:$root/core/target/classes:$(cat "$path")" "$@"
