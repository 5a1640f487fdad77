-- Loads the parts in this folder with one loader, by hand: load.sh does the same with several, and looks first
-- whether the dataset is there already, and counts afterwards what is there: Virtuoso passes over what it cannot
-- read. At isql's prompt, as dba:
--
--     set U{FOLDER} '/the/folder/of/this/file/as/the/server/sees/it';
--     load /the/folder/of/this/file/load.sql;
--
-- The server reads the parts itself: DirsAllowed in virtuoso.ini must name the folder or one above it.

-- What this list names is not loaded again, so the parts of an earlier release under the same path must go.
delete from DB.DBA.LOAD_LIST where left (LL_FILE, length ('$U{FOLDER}/')) = '$U{FOLDER}/';

-- Each statement of an N-Quads file names its graph; the third argument is for files that name none.
ld_dir ('$U{FOLDER}', '%.nq', @DATASET_SQL@);

rdf_loader_run ();

-- What loaders write stands in no transaction log: without this it is gone when the server stops.
checkpoint;

-- Empty, if all went well.
select LL_FILE, LL_ERROR from DB.DBA.LOAD_LIST where LL_ERROR is not null and left (LL_FILE, length ('$U{FOLDER}/')) = '$U{FOLDER}/';
