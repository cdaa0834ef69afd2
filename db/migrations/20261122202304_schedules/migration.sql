CREATE TABLE `schedules` (
	`kind` text PRIMARY KEY,
	`planned_at` text NOT NULL,
	`started_at` text NOT NULL,
	`taken_by` text,
	`taken_until` text
);
