set -eu

die() {
    printf '%s: %s\n' "$0" "$1" >&2
    exit "${2:-1}"
}

# quoted TEXT: as it is typed in a shell
quoted() {
    printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

case ${1:--} in
-*) die "name the folder to make: $0 FOLDER [OPTION...]" 2 ;;
esac
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
release=${here%/load/*}
data=$release/dataset.nq
if [ -d "$1" ]; then
    store=$(CDPATH='' cd -- "$1" && pwd -P)
else
    parent=$(CDPATH='' cd -- "$(dirname -- "$1")" && pwd -P)
    store=${parent%/}/$(basename -- "$1")
fi
shift
case $store/ in
"$release"/*) die "$(quoted "$store") is in the release, which the next build replaces: choose a folder elsewhere" ;;
esac
if [ -e "$store" ] && { [ ! -d "$store" ] || [ -n "$(ls -A -- "$store")" ]; }; then
    die "$(quoted "$store") is there already and not empty; nothing was loaded: name a new folder"
fi
if [ "$(wc -c <"$data")" -ne @BYTES@ ]; then
    die "$(quoted "$data") is not whole: it has not the @BYTES@ bytes that were published; copy the release again"
fi

# Filled beside, and only a whole one gets the name: a load that fails or is cut off leaves nothing behind.
new=$(dirname -- "$store")/.$(basename -- "$store").loading
mkdir -- "$new" || die "another load is under way, or one was killed: if none is, remove $(quoted "$new")"
trap 'rm -rf -- "$new"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

put_in_place() {
    if [ -d "$store" ]; then rmdir -- "$store"; fi
    mv -- "$new" "$store"
    trap - EXIT
}
