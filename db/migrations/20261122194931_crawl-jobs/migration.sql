CREATE TABLE `items` (
	`id` integer PRIMARY KEY,
	`job_id` integer NOT NULL,
	`key` text NOT NULL,
	`source` text NOT NULL,
	`server` text NOT NULL,
	`record` text NOT NULL,
	`state` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`taken_by` text,
	`taken_until` text,
	CONSTRAINT `fk_items_job_id_jobs_id_fk` FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`)
);
--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` integer PRIMARY KEY,
	`key` text NOT NULL,
	`sources` text NOT NULL,
	`created_at` text NOT NULL,
	`finished_at` text
);
--> statement-breakpoint
ALTER TABLE `attempts` ADD `sandbox` text;--> statement-breakpoint
ALTER TABLE `servers` ADD `reach_key` text;--> statement-breakpoint
ALTER TABLE `servers` ADD `due_at` text;--> statement-breakpoint
ALTER TABLE `servers` ADD `failures` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `servers` ADD `look_every_ms` integer;--> statement-breakpoint
ALTER TABLE `servers` ADD `start_plan` text;--> statement-breakpoint
DROP INDEX IF EXISTS `attempts_listing_key`;--> statement-breakpoint
CREATE UNIQUE INDEX `items_identity` ON `items` (`job_id`,`key`);--> statement-breakpoint
CREATE INDEX `items_next` ON `items` (`job_id`,`source`,`state`,`tries`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_key` ON `jobs` (`key`,`finished_at`);--> statement-breakpoint
ALTER TABLE `attempts` DROP COLUMN `listing_key`;