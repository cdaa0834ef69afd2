ALTER TABLE `attempts` ADD `unstable` text;--> statement-breakpoint
CREATE INDEX `remotes_url` ON `remotes` (`url`);