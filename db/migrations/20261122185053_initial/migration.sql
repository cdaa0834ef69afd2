CREATE TABLE `attempt_tools` (
	`attempt_id` integer NOT NULL,
	`position` integer NOT NULL,
	`fingerprint` text NOT NULL,
	CONSTRAINT `attempt_tools_pk` PRIMARY KEY(`attempt_id`, `position`),
	CONSTRAINT `fk_attempt_tools_attempt_id_attempts_id_fk` FOREIGN KEY (`attempt_id`) REFERENCES `attempts`(`id`),
	CONSTRAINT `fk_attempt_tools_fingerprint_definitions_fingerprint_fk` FOREIGN KEY (`fingerprint`) REFERENCES `definitions`(`fingerprint`)
);
--> statement-breakpoint
CREATE TABLE `attempts` (
	`id` integer PRIMARY KEY,
	`server_id` integer NOT NULL,
	`key` text NOT NULL UNIQUE,
	`source` text NOT NULL,
	`launcher` text NOT NULL,
	`registry_type` text,
	`identifier` text,
	`version` text,
	`integrity` text,
	`started_at` text NOT NULL,
	`duration_ms` real NOT NULL,
	`outcome` text NOT NULL,
	`error` text,
	`do_next` text,
	`protocol_version` text,
	`server_info` text,
	`instructions` text,
	`tool_count` integer NOT NULL,
	`listing_key` text,
	CONSTRAINT `fk_attempts_server_id_servers_id_fk` FOREIGN KEY (`server_id`) REFERENCES `servers`(`id`)
);
--> statement-breakpoint
CREATE TABLE `classifications` (
	`id` integer PRIMARY KEY,
	`tool_id` integer NOT NULL,
	`fingerprint` text NOT NULL,
	`siblings` text NOT NULL,
	`classifier` text NOT NULL,
	`record` text NOT NULL,
	`saved_at` text NOT NULL,
	CONSTRAINT `fk_classifications_tool_id_tools_id_fk` FOREIGN KEY (`tool_id`) REFERENCES `tools`(`id`),
	CONSTRAINT `fk_classifications_fingerprint_definitions_fingerprint_fk` FOREIGN KEY (`fingerprint`) REFERENCES `definitions`(`fingerprint`)
);
--> statement-breakpoint
CREATE TABLE `decisions` (
	`classification_id` integer NOT NULL,
	`profile` text NOT NULL,
	`action` text NOT NULL,
	`record` text NOT NULL,
	CONSTRAINT `decisions_pk` PRIMARY KEY(`classification_id`, `profile`),
	CONSTRAINT `fk_decisions_classification_id_classifications_id_fk` FOREIGN KEY (`classification_id`) REFERENCES `classifications`(`id`)
);
--> statement-breakpoint
CREATE TABLE `definitions` (
	`fingerprint` text PRIMARY KEY,
	`raw` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `packages` (
	`id` integer PRIMARY KEY,
	`server_id` integer NOT NULL,
	`registry_type` text NOT NULL,
	`identifier` text NOT NULL,
	`version` text NOT NULL,
	`integrity` text,
	`first_seen_at` text NOT NULL,
	`last_seen_at` text NOT NULL,
	CONSTRAINT `fk_packages_server_id_servers_id_fk` FOREIGN KEY (`server_id`) REFERENCES `servers`(`id`)
);
--> statement-breakpoint
CREATE TABLE `remotes` (
	`id` integer PRIMARY KEY,
	`server_id` integer NOT NULL,
	`type` text NOT NULL,
	`url` text NOT NULL,
	`first_seen_at` text NOT NULL,
	`last_seen_at` text NOT NULL,
	CONSTRAINT `fk_remotes_server_id_servers_id_fk` FOREIGN KEY (`server_id`) REFERENCES `servers`(`id`)
);
--> statement-breakpoint
CREATE TABLE `server_sources` (
	`server_id` integer NOT NULL,
	`source` text NOT NULL,
	`first_seen_at` text NOT NULL,
	`last_seen_at` text NOT NULL,
	CONSTRAINT `server_sources_pk` PRIMARY KEY(`server_id`, `source`),
	CONSTRAINT `fk_server_sources_server_id_servers_id_fk` FOREIGN KEY (`server_id`) REFERENCES `servers`(`id`)
);
--> statement-breakpoint
CREATE TABLE `servers` (
	`id` integer PRIMARY KEY,
	`name` text NOT NULL UNIQUE,
	`slug` text NOT NULL UNIQUE,
	`title` text,
	`description` text,
	`version` text,
	`repository` text,
	`record` text NOT NULL,
	`first_seen_at` text NOT NULL,
	`last_seen_at` text,
	`retired_at` text,
	`latest_attempt_id` integer,
	`listing_id` integer,
	`listing_hash` text,
	`classified_hash` text,
	`classified_by` text,
	CONSTRAINT `fk_servers_latest_attempt_id_attempts_id_fk` FOREIGN KEY (`latest_attempt_id`) REFERENCES `attempts`(`id`),
	CONSTRAINT `fk_servers_listing_id_attempts_id_fk` FOREIGN KEY (`listing_id`) REFERENCES `attempts`(`id`)
);
--> statement-breakpoint
CREATE TABLE `tool_capabilities` (
	`capability` text NOT NULL,
	`tool_id` integer NOT NULL,
	CONSTRAINT `tool_capabilities_pk` PRIMARY KEY(`capability`, `tool_id`),
	CONSTRAINT `fk_tool_capabilities_tool_id_tools_id_fk` FOREIGN KEY (`tool_id`) REFERENCES `tools`(`id`)
);
--> statement-breakpoint
CREATE TABLE `tool_versions` (
	`id` integer PRIMARY KEY,
	`tool_id` integer NOT NULL,
	`fingerprint` text NOT NULL,
	`first_seen_at` text NOT NULL,
	`last_seen_at` text NOT NULL,
	`removed_at` text,
	`attempt_id` integer NOT NULL,
	CONSTRAINT `fk_tool_versions_tool_id_tools_id_fk` FOREIGN KEY (`tool_id`) REFERENCES `tools`(`id`),
	CONSTRAINT `fk_tool_versions_fingerprint_definitions_fingerprint_fk` FOREIGN KEY (`fingerprint`) REFERENCES `definitions`(`fingerprint`),
	CONSTRAINT `fk_tool_versions_attempt_id_attempts_id_fk` FOREIGN KEY (`attempt_id`) REFERENCES `attempts`(`id`)
);
--> statement-breakpoint
CREATE TABLE `tools` (
	`id` integer PRIMARY KEY,
	`server_id` integer NOT NULL,
	`name` text NOT NULL,
	`occurrence` integer NOT NULL,
	`slug` text NOT NULL,
	`position` integer,
	`fingerprint` text NOT NULL,
	`sent_as` text,
	`first_seen_at` text NOT NULL,
	`last_seen_at` text NOT NULL,
	`removed_at` text,
	`classification_id` integer,
	`category` text,
	`risk` text,
	`confidence` real,
	CONSTRAINT `fk_tools_server_id_servers_id_fk` FOREIGN KEY (`server_id`) REFERENCES `servers`(`id`),
	CONSTRAINT `fk_tools_fingerprint_definitions_fingerprint_fk` FOREIGN KEY (`fingerprint`) REFERENCES `definitions`(`fingerprint`),
	CONSTRAINT `fk_tools_classification_id_classifications_id_fk` FOREIGN KEY (`classification_id`) REFERENCES `classifications`(`id`)
);
--> statement-breakpoint
CREATE INDEX `attempts_server` ON `attempts` (`server_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `attempts_listing_key` ON `attempts` (`listing_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `classifications_identity` ON `classifications` (`tool_id`,`fingerprint`,`siblings`,`classifier`);--> statement-breakpoint
CREATE UNIQUE INDEX `packages_identity` ON `packages` (`server_id`,`registry_type`,`identifier`,`version`);--> statement-breakpoint
CREATE INDEX `packages_identifier` ON `packages` (`identifier`);--> statement-breakpoint
CREATE UNIQUE INDEX `remotes_identity` ON `remotes` (`server_id`,`url`,`type`);--> statement-breakpoint
CREATE INDEX `servers_listing` ON `servers` (`listing_id`);--> statement-breakpoint
CREATE INDEX `tool_capabilities_tool` ON `tool_capabilities` (`tool_id`);--> statement-breakpoint
CREATE INDEX `tool_versions_tool` ON `tool_versions` (`tool_id`,`fingerprint`);--> statement-breakpoint
CREATE UNIQUE INDEX `tools_identity` ON `tools` (`server_id`,`name`,`occurrence`);--> statement-breakpoint
CREATE UNIQUE INDEX `tools_slug` ON `tools` (`server_id`,`slug`);--> statement-breakpoint
CREATE INDEX `tools_by_slug` ON `tools` (`slug`,`id`);--> statement-breakpoint
CREATE INDEX `tools_current` ON `tools` (`server_id`,`position`);--> statement-breakpoint
CREATE INDEX `tools_verdict` ON `tools` (`category`,`risk`,`id`);--> statement-breakpoint
CREATE INDEX `tools_fingerprint` ON `tools` (`fingerprint`);