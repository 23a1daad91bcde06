//! Enums that are one word each in the database, in forms and in message keys.

/// Makes an enum whose values are words.
///
/// Any database that stores text stores it, so that this package knows none.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All of them, in the order people are shown.
            pub const ALL: [Self; [$($word,)+].len()] = [$(Self::$variant,)+];

            /// The word in the database, in forms and in message keys.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// The value of a word.
            pub fn of_word(word: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.word() == word)
            }
        }

        impl<D: sqlx::Database> sqlx::Type<D> for $name
        where
            str: sqlx::Type<D>,
        {
            fn type_info() -> D::TypeInfo {
                <str as sqlx::Type<D>>::type_info()
            }

            fn compatible(kind: &D::TypeInfo) -> bool {
                <str as sqlx::Type<D>>::compatible(kind)
            }
        }

        impl<'q, D: sqlx::Database> sqlx::Encode<'q, D> for $name
        where
            &'q str: sqlx::Encode<'q, D>,
        {
            fn encode_by_ref(
                &self,
                values: &mut D::ArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                self.word().encode(values)
            }
        }

        impl<'r, D: sqlx::Database> sqlx::Decode<'r, D> for $name
        where
            &'r str: sqlx::Decode<'r, D>,
        {
            fn decode(value: D::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                let word = <&'r str as sqlx::Decode<'r, D>>::decode(value)?;
                let unknown = concat!("not a word of ", stringify!($name)); // which one is nobody's business
                Self::of_word(word).ok_or_else(|| unknown.into())
            }
        }
    };
}
pub(crate) use words;
