-- The oldest update of each chat that waits is looked for at every look: by its chat, not among all that ever came.
CREATE INDEX inbox_of_chat ON inbox (channel, account, chat, update_id) WHERE state = 'new';
