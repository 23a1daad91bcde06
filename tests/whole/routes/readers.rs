//! Who reads and writes in the world, by what they may.

/// Everybody in the world: each role, and some of another county or province.
pub(super) const EVERYBODY: &[&str] =
    &["admin", "qin.lan", "wei.min", "huang.jie", "luo.mei", "yang.hui", "lu.yan", "chen.bo", "guest"];
pub(super) const ADMIN: &[&str] = &["admin"];
pub(super) const COORDINATORS: &[&str] = &["qin.lan", "yang.hui"];
pub(super) const FACILITATORS: &[&str] = &["qin.lan", "yang.hui", "wei.min", "huang.jie", "luo.mei"];
/// Who looks after the group in Long'an, its sessions and its people.
pub(super) const OF_THE_GROUP: &[&str] = &["qin.lan", "wei.min", "huang.jie"];
pub(super) const ITS_COORDINATOR: &[&str] = &["qin.lan"];
pub(super) const LEADS: &[&str] = &["lu.yan"];
pub(super) const STAFF: &[&str] = &["chen.bo"];
pub(super) const FIGURES: &[&str] = &["admin", "qin.lan", "yang.hui", "chen.bo", "guest"];
pub(super) const NOBODY: &[&str] = &[];
