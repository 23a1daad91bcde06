//! What keeps a channel from taking messages. While it does, the bot waits, and no message is spent.

use crate::word::words;

words! {
    /// What a bot met when it last tried to send.
    Trouble {
        /// The channel asked for silence.
        AskedToWait = "asked_to_wait",
        /// There was no connection.
        NoConnection = "no_connection",
        /// The channel's servers fail.
        Server = "server",
        /// The channel does not know the bot's token.
        Token = "token",
        /// What left was not answered.
        NoAnswer = "no_answer",
    }
}

impl Trouble {
    /// The channel takes nothing from anybody, and says no time from which on it will.
    pub fn is_down(self) -> bool {
        self != Self::AskedToWait
    }
}
