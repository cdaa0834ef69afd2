-- One server with two tools, one of them classified and changed once, and an incomplete attempt after the listing.
insert into servers (id, name, slug, title, description, version, repository, record, first_seen_at, last_seen_at)
values (1, 'io.example/files', 'io-example-files', 'Files', 'Reads files.', '1.2.3', 'https://code.example/files',
  '{"name":"io.example/files","title":"Files","description":"Reads files.","version":"1.2.3"}',
  '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z');
insert into server_sources values (1, 'records', '2026-01-01T00:00:00.000Z', '2026-01-03T00:00:00.000Z');
insert into packages values (1, 1, 'npm', '@example/files', '1.2.3', 'sha512-abc', '2026-01-01T00:00:00.000Z', '2026-01-03T00:00:00.000Z');
insert into remotes values (1, 1, 'streamable-http', 'https://files.example/mcp', '2026-01-01T00:00:00.000Z', '2026-01-03T00:00:00.000Z');
insert into attempts (id, server_id, key, source, launcher, registry_type, identifier, version, integrity, started_at, duration_ms, outcome, error, do_next, protocol_version, server_info, instructions, tool_count, listing_key)
values
  (1, 1, 'a1', 'records', 'npm', 'npm', '@example/files', '1.2.3', 'sha512-abc', '2026-01-01T00:00:00.000Z', 5.5, 'listed', null, null, '2025-06-18', '{"name":"files"}', null, 2, 'key-1'),
  (2, 1, 'a2', 'records', 'npm', 'npm', '@example/files', '1.2.3', 'sha512-abc', '2026-01-02T00:00:00.000Z', 5.5, 'listed', null, null, '2025-06-18', '{"name":"files"}', null, 2, 'key-1'),
  (3, 1, 'a3', 'records', 'npm', 'npm', '@example/files', '1.2.3', 'sha512-abc', '2026-01-03T00:00:00.000Z', 5.5, 'incomplete', 'the second page failed', 'try again', null, null, null, 1, null);
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
