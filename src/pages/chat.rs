//! What caregivers write and are told: alerts, posters, and the phones of the demo.

pub mod alerts;
pub mod join;
pub mod simulator;
