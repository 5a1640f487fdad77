#!/bin/sh
# Builds a QLever index of this release:
#
#     load.sh FOLDER [OPTION...]
#
# FOLDER is made, with the index and the Qleverfile in it; options are those of `qlever index`, such as
# --system native where QLever was built on this machine and runs in no container. All of the release is
# indexed, each graph by its own IRI, or no folder is made. Run again, it refuses a folder that holds
# anything. A newer release goes into a new folder.
#
# Where the command `qlever` is missing, `qlever-index` is run with the settings that `qlever` would give it.
@BEGIN@
# Beside the index, because a container sees that folder only; a second name for the file where the file
# system allows, else a copy.
ln -- "$data" "$new/dataset.nq" 2>/dev/null || cp -- "$data" "$new/dataset.nq"
cp -- "$here/Qleverfile" "$here/@NAME@.settings.json" "$new"
cd -- "$new"
if command -v qlever >/dev/null; then
    serve='qlever start'
    qlever index "$@" || die "the loader failed; no store was made"
elif command -v qlever-index >/dev/null; then
    serve='qlever-server -i @NAME@ -p 7019'
    qlever-index -i @NAME@ -s @NAME@.settings.json -F nq -p true "$@" -f dataset.nq || die "the loader failed; no store was made"
else
    die "there is neither \`qlever\` (pip install qlever) nor \`qlever-index\`" 2
fi
[ -s @NAME@.meta-data.json ] || die "the loader failed; no store was made"
rm -- dataset.nq
put_in_place

# QLever's default graph holds all graphs, as the queries of the release want it.
printf 'indexed; to serve it:\ncd %s && %s\n' "$(quoted "$store")" "$serve"
