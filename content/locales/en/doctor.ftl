doctor-grade-ok = ok
doctor-grade-warn = look
doctor-grade-fail = FAIL
doctor-settings-ok = The settings can be read.
# $fault (String): which setting, and what it needs
doctor-settings-bad = A setting does not fit: { $fault }. Mend it in peiban.toml or in the environment.
# $url (String): the public address
doctor-address-ok = People reach the pages at { $url }.
doctor-address-none = No public address is set: links and QR codes lead to this machine. Set PEIBAN_PUBLIC_URL.
doctor-address-here = { $url } is reached from this machine only. Set PEIBAN_PUBLIC_URL to the address people use.
doctor-files-ok = Only their owner can read the database and the settings.
# $file (String): its path; $mode (String): its permissions in octal
doctor-files-open = { $file } has mode { $mode }: other users of this machine can read or change it. Run: chmod 600 { $file }
# $free (Number): MiB left
doctor-disk-ok = { $free } MiB are free where the database lies.
doctor-disk-low = Only { $free } MiB are free where the database lies; a copy before an upgrade may not fit. Make room.
doctor-disk-full = Only { $free } MiB are free where the database lies: soon nothing can be recorded. Make room now.
doctor-database-ok = The database opens and is sound.
doctor-database-closed = The database cannot be opened. Is it there, does the server run, may this user read it? Check PEIBAN_DATABASE_URL.
doctor-database-unreadable = The database opens, but it cannot be read. If it is damaged: stop the program and restore the last backup.
# $fault (String): what the database says, without anybody's data
doctor-database-damaged = The database is damaged ({ $fault }). Stop the program, keep the file, and restore the last backup.
# $version (Number): the newest migration
doctor-schema-ok = Its tables are up to date (schema { $version }).
doctor-schema-empty = It has no tables yet; the first start makes them.
doctor-schema-older = Its tables are of an older version (schema { $version }); the next start brings them up to date, after a copy.
doctor-schema-newer = A newer program used it (schema { $version }); this one will not touch it. Install that version again.
doctor-clock-ok = The clock is right as far as can be seen.
# $seconds (Number): how much
doctor-clock-behind = This machine's clock is { $seconds } s behind what is already recorded. Set it right (timedatectl set-ntp true) before starting.
doctor-clock-skewed = This machine's clock and the database server's differ by { $seconds } s. Let both follow one time server.
doctor-key-ok = The secret key opens what is sealed.
doctor-key-unused = Nothing is sealed yet; keep the secret key safe, away from the backups.
doctor-key-wrong = The secret key does not belong to this database: phones and alerts cannot be opened. Find the right key; do not start with this one.
# $count (Number): how many
doctor-leases-ok = { $count ->
    [one] One lease is held; none is left over.
   *[other] { $count } leases are held; none is left over.
}
doctor-leases-stale = { $count ->
    [one] One lease is long over and nobody took up the work. Does peiban serve or worker run?
   *[other] { $count } leases are long over and nobody took up the work. Does peiban serve or worker run?
}
doctor-leases-ahead = { $count ->
    [one] One lease ends later than a lease can: a clock ran ahead. Set the clocks right, then start again.
   *[other] { $count } leases end later than a lease can: a clock ran ahead. Set the clocks right, then start again.
}
doctor-telegram-off = There is no Telegram bot; nothing is sent there.
# $name (String): the bot's user name
doctor-telegram-ok = Telegram knows the bot as @{ $name }.
doctor-telegram-silent = Telegram did not answer. Can this machine reach api.telegram.org?
doctor-telegram-refused = Telegram refuses the token. Ask BotFather for it again and set PEIBAN_TELEGRAM_TOKEN.
# $url (String): where Telegram posts
doctor-telegram-posted = Telegram posts this bot's updates to { $url }: another installation uses it, or this one once did. Starting in mode poll takes them over.
doctor-telegram-unset = Telegram posts this bot's updates nowhere yet. Starting in mode webhook sets the address.
doctor-telegram-not_posted = Telegram posts this bot's updates to { $url }, not here. Starting in mode webhook changes that.
# $count (Number): how many
doctor-tips-ok = { $count ->
    [one] One tip is approved.
   *[other] { $count } tips are approved.
}
doctor-tips-none = { $count ->
    [one] The only tip is not approved: caregivers get none. Have them read and approved.
   *[other] None of the { $count } tips is approved: caregivers get none. Have them read and approved.
}
doctor-tips-unapproved = { $count ->
    [one] One tip is not approved and not sent. Have them read.
   *[other] { $count } tips are not approved and not sent. Have them read.
}
doctor-numbers-ok = { $count ->
    [one] The emergency number was called and checked.
   *[other] All { $count } emergency numbers were called and checked.
}
doctor-numbers-none = There is no emergency number: a caregiver in danger is told none. Add numbers.
doctor-numbers-unverified = { $count ->
    [one] One emergency number was never checked. Have somebody call each, then note it with peiban content confirm NUMBER.
   *[other] { $count } emergency numbers were never checked. Have somebody call each, then note it with peiban content confirm NUMBER.
}
# $hours (Number): how old the newest backup is
doctor-backup-ok = The newest backup is { $hours } h old and encrypted.
doctor-backup-nowhere = PEIBAN_BACKUP_FOLDER is not set: nobody can see whether there are backups. Set it, and run peiban backup every night.
doctor-backup-unreadable = The folder of backups cannot be read. Check PEIBAN_BACKUP_FOLDER and its permissions.
doctor-backup-none = There is no backup yet. Run peiban backup now, then prove it with peiban restore --verify.
doctor-backup-old = The newest backup is { $hours } h old. See why the nightly run failed, and run peiban backup now.
doctor-backup-clear = The newest backup is { $hours } h old, and no PEIBAN_BACKUP_RECIPIENT is set: whoever gets it can read names.
