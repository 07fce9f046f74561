#!/usr/bin/env bash
# Runs a class from a module's tests with everything on its class path: java.sh CLASS [ARGUMENT...]
# Compiles first; MODULE (default core) is the module, THREADS (default 1) is how many threads native
# code may use, PROFILES (default none) are Maven's, such as torch.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
threads=${THREADS:-1}
module=${MODULE:-core}
path=$root/$module/target/bench.classpath

# Maven's own output would mix with the measures
mvn -B -q -Dstyle.color=never -f "$root/pom.xml" -Dquick ${PROFILES:+"-P$PROFILES"} -pl "$module" -am test-compile \
  dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$path" >&2

# the packages Spark's own launcher opens
opens=()
for package in lang lang.invoke lang.reflect io net nio util util.concurrent; do
  opens+=("--add-opens=java.base/java.$package=ALL-UNNAMED")
done
opens+=(--add-opens=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=java.base/jdk.internal.ref=ALL-UNNAMED)

# one arena, as the launcher has it
MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-1} OMP_NUM_THREADS=$threads OPENBLAS_NUM_THREADS=$threads MKL_NUM_THREADS=$threads exec java \
  ${JAVA_HEAP:--Xmx2g} -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
  -XX:+IgnoreUnrecognizedVMOptions "${opens[@]}" --add-modules=jdk.incubator.vector \
  -cp "$root/$module/target/test-classes:$root/$module/target/classes:$(cat "$path")" "$@"
