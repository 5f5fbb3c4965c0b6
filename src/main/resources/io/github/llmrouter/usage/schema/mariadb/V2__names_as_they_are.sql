-- MariaDB takes "blue", "Blue" and "blue " for one name unless told otherwise, and by its server's default may know no emoji.
ALTER TABLE usage_entry CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
ALTER TABLE usage_day CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
ALTER TABLE usage_position CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
