# Sourced by mvnw, instance-bus and .ci/run: where is a JDK 25 on this machine?

jdk_is_25() {
  [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25' "$1/release" 2>/dev/null
}

# Prints the home of a JDK 25: JAVA_HOME first, then the javac of the PATH, then the usual folders.
find_jdk_25() {
  if [ -n "${JAVA_HOME:-}" ] && jdk_is_25 "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    return 0
  fi
  if on_path=$(command -v javac 2>/dev/null); then
    home=$(dirname "$(dirname "$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")")")
    if jdk_is_25 "$home"; then
      printf '%s\n' "$home"
      return 0
    fi
  fi
  for home in /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if jdk_is_25 "$home"; then
      printf '%s\n' "$home"
      return 0
    fi
  done
  return 1
}

no_jdk_25() {
  cat >&2 <<'TEXT'
Instance Bus needs a JDK 25, and none was found in JAVA_HOME, on the PATH or under /usr/lib/jvm.
How to get one:
  Debian 13, Ubuntu 25.10 or newer:  apt-get install openjdk-25-jdk-headless
  Fedora:                            dnf install java-25-openjdk-devel
  macOS:                             brew install openjdk@25
  anywhere:                          unpack Eclipse Temurin 25 and set JAVA_HOME to its folder
TEXT
}
