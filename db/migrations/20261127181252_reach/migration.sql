CREATE TABLE `server_identities` (
	`identity` text NOT NULL,
	`server_id` integer NOT NULL,
	CONSTRAINT `server_identities_pk` PRIMARY KEY(`identity`, `server_id`),
	CONSTRAINT `fk_server_identities_server_id_servers_id_fk` FOREIGN KEY (`server_id`) REFERENCES `servers`(`id`)
);
--> statement-breakpoint
CREATE TABLE `source_passes` (
	`source` text PRIMARY KEY,
	`through` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `attempts` ADD `capabilities` text;--> statement-breakpoint
ALTER TABLE `attempts` ADD `prompt_count` integer;--> statement-breakpoint
ALTER TABLE `attempts` ADD `resource_count` integer;--> statement-breakpoint
ALTER TABLE `attempts` ADD `authorization` text;--> statement-breakpoint
ALTER TABLE `attempts` ADD `tried` text;--> statement-breakpoint
ALTER TABLE `server_sources` ADD `named` text;--> statement-breakpoint
ALTER TABLE `server_sources` ADD `withdrawn_at` text;--> statement-breakpoint
CREATE INDEX `server_identities_server` ON `server_identities` (`server_id`);