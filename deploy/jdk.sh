# Sourced by every script that starts Java: sets JAVA_HOME to a JDK of at least 25, or says what to install.
# Where nothing is compiled, `tool=java` before makes do with a runtime.
find_jdk() {
  local home version
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/.sdkman/candidates/java/*; do
    [ -n "$home" ] && [ -x "$home/bin/${tool:-javac}" ] || continue
    version=$("$home/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
    if [ "${version:-0}" -ge 25 ]; then
      echo "$home"
      return
    fi
  done
}
JAVA_HOME=$(find_jdk)
if [ -z "$JAVA_HOME" ]; then
  echo "Sluice needs Java 25 or newer (${tool:-javac}). Install one (for example Eclipse Temurin 25) or point JAVA_HOME at it." >&2
  exit 1
fi
export JAVA_HOME
