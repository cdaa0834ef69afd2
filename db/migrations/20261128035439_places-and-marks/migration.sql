CREATE TABLE `__new_change_marks` (
	`server_id` integer PRIMARY KEY,
	`attempt_id` integer NOT NULL,
	CONSTRAINT `fk_change_marks_server_id_servers_id_fk` FOREIGN KEY (`server_id`) REFERENCES `servers`(`id`),
	CONSTRAINT `fk_change_marks_attempt_id_attempts_id_fk` FOREIGN KEY (`attempt_id`) REFERENCES `attempts`(`id`)
);
--> statement-breakpoint
INSERT INTO `__new_change_marks` (`server_id`, `attempt_id`)
	SELECT `mark`.`server_id`, max(`attempts`.`id`) FROM `change_marks` AS `mark`
	JOIN `attempts` ON `attempts`.`server_id` = `mark`.`server_id` AND `attempts`.`started_at` = `mark`.`through`
	GROUP BY `mark`.`server_id`;
--> statement-breakpoint
DROP TABLE `change_marks`;
--> statement-breakpoint
ALTER TABLE `__new_change_marks` RENAME TO `change_marks`;
--> statement-breakpoint
DELETE FROM `source_passes` WHERE `source` LIKE 'registry:%';
--> statement-breakpoint
CREATE INDEX `server_sources_named` ON `server_sources` (`named`);
