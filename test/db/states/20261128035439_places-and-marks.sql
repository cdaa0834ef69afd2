-- A graded change, an open job with an item of each state, and one server with two tools, one of them classified and changed once, and an incomplete attempt after the listing.
insert into servers (id, name, slug, title, description, version, repository, record, first_seen_at, last_seen_at)
values (1, 'io.example/files', 'io-example-files', 'Files', 'Reads files.', '1.2.3', 'https://code.example/files',
  '{"name":"io.example/files","title":"Files","description":"Reads files.","version":"1.2.3"}',
  '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z');
insert into server_sources values (1, 'records', '2026-01-01T00:00:00.000Z', '2026-01-03T00:00:00.000Z', null, null);
insert into server_identities values ('0a1b', 1);
insert into source_passes values ('registry', '2026-01-03T00:00:00.000Z');
insert into packages values (1, 1, 'npm', '@example/files', '1.2.3', 'sha512-abc', '2026-01-01T00:00:00.000Z', '2026-01-03T00:00:00.000Z');
insert into remotes values (1, 1, 'streamable-http', 'https://files.example/mcp', '2026-01-01T00:00:00.000Z', '2026-01-03T00:00:00.000Z');
insert into attempts (id, server_id, key, source, launcher, registry_type, identifier, version, integrity, started_at, duration_ms, outcome, error, do_next, protocol_version, server_info, instructions, tool_count, sandbox, origin)
values
  (1, 1, 'a1', 'records', 'npm', 'npm', '@example/files', '1.2.3', 'sha512-abc', '2026-01-01T00:00:00.000Z', 5.5, 'listed', null, null, '2025-06-18', '{"name":"files"}', null, 2, 'bubblewrap', null),
  (2, 1, 'a2', 'records', 'npm', 'npm', '@example/files', '1.2.3', 'sha512-abc', '2026-01-02T00:00:00.000Z', 5.5, 'listed', null, null, '2025-06-18', '{"name":"files"}', null, 2, 'bubblewrap', '{"repository":"https://github.com/example/files","packages":[{"registryType":"npm","identifier":"@example/files"}],"hosts":["files.example"]}'),
  (3, 1, 'a3', 'records', 'npm', 'npm', '@example/files', '1.2.3', 'sha512-abc', '2026-01-03T00:00:00.000Z', 5.5, 'incomplete', 'the second page failed', 'try again', null, null, null, 1, null, '{"repository":"https://github.com/example/files","packages":[{"registryType":"npm","identifier":"@example/files"}],"hosts":["files.example"]}');
update servers set latest_attempt_id = 3, listing_id = 2, listing_hash = 'h', classified_hash = 'h', classified_by = 'rules 1';
insert into definitions values
  ('f1', '{"name":"read_file","description":"Reads."}'),
  ('f2', '{"name":"read_file","description":"Reads a file."}'),
  ('f3', '{"name":"list_files"}');
insert into attempt_tools values (3, 0, 'f1');
insert into tools (id, server_id, name, occurrence, slug, position, fingerprint, sent_as, first_seen_at, last_seen_at)
values
  (1, 1, 'read_file', 0, 'read_file', 0, 'f2', null, '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'),
  (2, 1, 'list_files', 0, 'list_files', 1, 'f3', '{"name": "list_files"}', '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z');
insert into tool_versions values
  (1, 1, 'f1', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', 1),
  (2, 2, 'f3', '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', null, 1),
  (3, 1, 'f2', '2026-01-02T00:00:00.000Z', '2026-01-02T00:00:00.000Z', null, 2);
insert into classifications values (1, 1, 'f2', 'h', 'rules 1',
  '{"server":"io.example/files","tool":"read_file","fingerprint":"f2","category":"Read","risk":"Low","confidence":0.9,"capabilities":["reads-files"],"evidence":[],"rationale":"It reads.","findings":[],"classifier":{"method":"rules","version":"1"}}',
  '2026-01-02T00:00:00.000Z');
update tools set classification_id = 1, category = 'Read', risk = 'Low', confidence = 0.9 where id = 1;
insert into tool_capabilities values ('reads-files', 1);
insert into decisions values (1, 'recommended', 'allow', '{"tool":"read_file","action":"allow","reason":"It only reads."}');
update servers set reach_key = 'r', due_at = '2026-01-04T00:00:00.000Z', failures = 1, look_every_ms = 86400000, start_plan = '{"placeholders":true}';
insert into jobs values (1, 'k', '["records:a.json"]', '2026-01-04T00:00:00.000Z', null);
insert into items values
  (1, 1, 'i1', 'records', 'io.example/files', '{"name":"io.example/files"}', 'waiting', 0, null, null),
  (2, 1, 'i2', 'records', 'io.example/mail', '{"name":"io.example/mail"}', 'taken', 1, 'host/1/a', '2026-01-04T00:02:00.000Z'),
  (3, 1, 'i3', 'records', 'io.example/done', '{"name":"io.example/done"}', 'done', 1, null, null),
  (4, 1, 'i4', 'records', 'io.example/dead', '{"name":"io.example/dead"}', 'dead', 5, 'host/1/a', '2026-01-04T00:02:00.000Z');
insert into changes values (1, 1, '2026-01-02T00:00:00.000Z', 'none', '{"server":"io.example/files","tool":"read_file","kinds":["cosmetic"],"level":"none","before":"f1","after":"f2","says":["other wording in description"]}');
insert into change_marks values (1, 2);
insert into schedules values ('crawl records:a.json', '2026-01-04T03:00:00.000Z', '2026-01-04T03:00:01.000Z', null, null);
update attempts set capabilities = '{"tools":{}}', prompt_count = 1, resource_count = 0 where id = 2;
update attempts set "authorization" = '{"status":401,"scheme":"Bearer","scopes":["read"],"authorizationServers":[],"described":null}',
  tried = '[{"launcher":"npm","identifier":"@example/files","outcome":"start-failed","error":null}]' where id = 3;
update attempts set unstable = '{"added":["write_file"],"removed":[],"changed":["read_file"]}' where id = 2;
