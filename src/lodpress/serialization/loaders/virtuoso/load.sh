#!/bin/sh
# Loads this release into a running Virtuoso server, with its own bulk loader, several of them at once:
#
#     VIRTUOSO_PASSWORD=... load.sh [HOST:PORT [FOLDER]]
#     VIRTUOSO_PASSWORD=... load.sh --clear [HOST:PORT]
#
# HOST:PORT is where the server takes SQL, localhost:1111 by default. The server reads the parts itself:
# FOLDER is this script's folder as the server sees it, where that differs (in a container, say), and
# DirsAllowed in its virtuoso.ini must name that folder or one above it.
#
# Each graph is loaded by its own IRI. Run again, it refuses to load where the dataset's ontology graph is
# there: a second load would add the blank nodes of the ontology once more, and what a newer release no longer
# says would stay; `lodpress push` changes what is there. A load that failed or was stopped leaves what it had
# loaded: `load.sh --clear` empties the graphs of this release, and it can be loaded again. A server that is
# killed before the end has nothing of the load when it starts again.
#
# All statements are counted at the end. What Virtuoso does to some terms, such as IRIs of more than 1,879 bytes,
# shows in `lodpress diff` of the release and the server.
#
# The password is read from the environment and goes to isql's standard input, so that no list of processes
# shows it. VIRTUOSO_USER is dba by default; ISQL names the program where it is neither `isql-vt` nor
# `isql`; LOADERS is how many run at once, by default one for each 2.5 cores of this machine.
set -eu

die() {
    printf '%s: %s\n' "$0" "$1" >&2
    exit "${2:-1}"
}

# literal TEXT: within quotes in what isql reads as a setting
literal() {
    printf '%s' "$1" | sed 's/\\/\\\\/g; s/'\''/\\x27/g; s/"/\\x22/g; s/\$/\\x24/g'
}

# sql_text TEXT: within quotes in a statement, where isql takes `$` for the beginning of a name of its own
sql_text() {
    printf '%s' "$1" | sed 's/\\/\\\\/g; s/'\''/'\'\''/g; s/\$/$$/g'
}

# sql: runs the statements on standard input, each ended by `;` at the end of a line; fails with the first error
sql() {
    answer=$({
        printf "set DSN '%s';\nset UID '%s';\nset PWD '%s';\n" \
            "$(literal "$server")" "$(literal "$user")" "$(literal "$VIRTUOSO_PASSWORD")"
        cat
    } | "$isql" PROMPT=off VERBOSE=off BANNER=off 2>&1) || { printf '%s\n' "$answer" >&2; return 1; }
    case $answer in
    *'*** Error'*)
        printf '%s\n' "$answer" >&2
        return 1
        ;;
    esac
    printf '%s\n' "$answer"
}

clear=no
if [ "${1:-}" = --clear ]; then
    clear=yes
    shift
fi
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
server=${1:-localhost:1111}
folder=${2:-$here}
user=${VIRTUOSO_USER:-dba}
case $server in
-*) die "there is no option $server" 2 ;;
esac
[ -n "${VIRTUOSO_PASSWORD:-}" ] || die "set VIRTUOSO_PASSWORD to the password of $user" 2
isql=${ISQL:-isql-vt}
[ -n "${ISQL:-}" ] || command -v isql-vt >/dev/null || isql=isql
command -v "$isql" >/dev/null || die "there is no program $isql: set ISQL to Virtuoso's isql" 2

if [ $clear = yes ]; then
    {
        # deletes in no transaction: those of many graphs would fit in none
        printf 'log_enable (3, 1);\n'
        tail -n +2 "${here%/load/*}/DIGESTS" |
            sed "s/'/''/g; s/\\$/$\$/g; s/^[0-9a-f]*  \(.*\)\$/delete from DB.DBA.RDF_QUAD where G = iri_to_id ('\1', 0);/"
        printf 'checkpoint;\n'
    } | sql >/dev/null || die "the graphs were not emptied"
    printf 'emptied the graphs of this release\n'
    exit
fi

bytes=$(find "$here" -name 'part-*.nq' -exec ls -ln {} + | awk '{ bytes += $5 } END { printf "%.0f\n", bytes }')
[ "$bytes" = @BYTES@ ] || die "the parts are not whole: they have not the @BYTES@ bytes that were published; copy the release again"

ontology=@ONTOLOGY@
dataset=@DATASET@
held=$(printf '%s\n' "select count (*) from (select top 1 S from DB.DBA.RDF_QUAD where G = iri_to_id ('$(sql_text "$ontology")', 0)) held;" | sql) ||
    die "the server at $server cannot be asked"
if [ "$held" -ne 0 ]; then
    die "the server holds <$ontology> already; nothing was loaded: \`lodpress push\` changes what is there, --clear empties it"
fi
path=$(sql_text "$folder")
waiting=$(printf '%s\n' "select count (*) from DB.DBA.LOAD_LIST where LL_STATE <> 2 and LL_FILE <> '##stop' and left (LL_FILE, length ('$path/')) <> '$path/';" | sql)
[ "$waiting" -eq 0 ] || die "DB.DBA.LOAD_LIST names files of another load that are not loaded; nothing was loaded: wait for it, or delete them"

# What the list names is not loaded again, so the parts of an earlier release under the same path must go.
sql >/dev/null <<END || die "the server cannot read the parts: DirsAllowed in its virtuoso.ini must name $folder or a folder above it"
delete from DB.DBA.LOAD_LIST where left (LL_FILE, length ('$path/')) = '$path/';
ld_dir ('$path', '%.nq', '$(sql_text "$dataset")');
END

# A checkpoint would stop the loaders meanwhile. Newer servers let the loader stop their scheduled events too.
checkpoints=$(printf 'select checkpoint_interval (0);\n' | sql)
events=$(printf 'select scheduler_interval (0);\n' | sql 2>/dev/null) || events=
loaders=
restore() {
    if [ -n "$loaders" ]; then
        # each ends its part first: one that is cut off leaves half a part
        printf 'rdf_load_stop ();\n' | sql >/dev/null || true
        for one in $loaders; do wait "$one" || true; done
    fi
    printf 'checkpoint_interval (%s);\n' "$checkpoints" | sql >/dev/null || true
    if [ -n "$events" ]; then printf 'scheduler_interval (%s);\n' "$events" | sql >/dev/null || true; fi
}
trap restore EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
count=${LOADERS:-$((cores * 2 / 5))}
[ "$count" -le @PARTS@ ] || count=@PARTS@
[ "$count" -ge 1 ] || count=1
printf 'loading; parts: @PARTS@, loaders at once: %s\n' "$count"
failed=no
# The first part, and it alone, has blank nodes: nothing may make it fail half-way, so it is loaded by one loader.
printf 'rdf_loader_run (1);\n' | sql >/dev/null || failed=yes
while [ "$count" -gt 0 ]; do
    printf 'rdf_loader_run ();\n' | sql >/dev/null &
    loaders="$loaders $!"
    count=$((count - 1))
done
for one in $loaders; do wait "$one" || failed=yes; done
loaders=
# Loaders that run at once can fail by each other, where two of them enter the same new language, and take back that
# earlier parts are done. One alone loads these again; what is there already stays as it is, blank nodes excepted.
[ $failed = yes ] || sql >/dev/null <<END || failed=yes
update DB.DBA.LOAD_LIST set LL_STATE = 0, LL_ERROR = null where (LL_STATE <> 2 or LL_ERROR is not null) and left (LL_FILE, length ('$path/')) = '$path/' and LL_FILE <> '$path/part-000001.nq';
rdf_loader_run ();
END
# What loaders write stands in no transaction log: without this it is gone when the server stops.
printf 'checkpoint;\n' | sql >/dev/null || failed=yes
errors=$(sql <<END
select LL_FILE, LL_ERROR from DB.DBA.LOAD_LIST where LL_ERROR is not null and left (LL_FILE, length ('$path/')) = '$path/';
END
) || failed=yes
[ -z "$errors" ] || printf '%s\n' "$errors" >&2
whole=$(printf '%s\n' "select count (*) from DB.DBA.LOAD_LIST where LL_STATE = 2 and LL_ERROR is null and left (LL_FILE, length ('$path/')) = '$path/';" | sql)
if [ $failed = yes ] || [ "$whole" -ne @PARTS@ ]; then
    die "$whole of @PARTS@ parts were loaded: mend what is said above, run \`load.sh --clear\`, and load again"
fi
# Virtuoso passes over a statement that it cannot read, and says nothing.
base=$(sql_text @BASE@)
kinds=$(tail -n +2 "${here%/load/*}/DIGESTS" | sed 's|.*/||' | sort -u | paste -s -d '|' -)
held=$(
    sql <<END
select sum (n) from (select G, count (*) as n from DB.DBA.RDF_QUAD group by G) graphs
where case when left (id_to_iri (G), length ('$base')) = '$base'
    then regexp_match ('^[^/]+/graph/($kinds)\$\$', subseq (id_to_iri (G), length ('$base'))) else null end is not null;
END
)
if [ "$held" != @STATEMENTS@ ]; then
    die "the server holds $held statements of the dataset, not the @STATEMENTS@ that were published: run \`load.sh --clear\`, and load again"
fi
printf 'loaded; statements: @STATEMENTS@\n'
