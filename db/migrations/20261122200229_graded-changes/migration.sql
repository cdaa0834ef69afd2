CREATE TABLE `change_marks` (
	`server_id` integer PRIMARY KEY,
	`through` text NOT NULL,
	CONSTRAINT `fk_change_marks_server_id_servers_id_fk` FOREIGN KEY (`server_id`) REFERENCES `servers`(`id`)
);
--> statement-breakpoint
CREATE TABLE `changes` (
	`id` integer PRIMARY KEY,
	`server_id` integer NOT NULL,
	`at` text NOT NULL,
	`level` text NOT NULL,
	`record` text NOT NULL,
	CONSTRAINT `fk_changes_server_id_servers_id_fk` FOREIGN KEY (`server_id`) REFERENCES `servers`(`id`)
);
--> statement-breakpoint
CREATE INDEX `changes_server` ON `changes` (`server_id`,`id`);