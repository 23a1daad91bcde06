//! On tokio's paused time: no window holds too many, and no time is wasted.

use super::*;

/// Sends `count` messages with `latency`, at most `flying` at once; tells when each started and was answered.
async fn sends(pace: &Pace, count: usize, latency: Duration, flying: usize) -> Vec<(Instant, Instant)> {
    let permits = Arc::new(tokio::sync::Semaphore::new(flying));
    let mut tasks = Vec::new();
    for n in 0..count {
        let permit = Arc::clone(&permits).acquire_owned().await.unwrap();
        let pace = pace.clone();
        tasks.push(tokio::spawn(async move {
            let slot = pace.slot(Kind::Bulk, &n.to_string()).await;
            let start = Instant::now();
            // Longer and shorter answers, so that they overtake each other.
            let odd = u32::try_from(n % 3).unwrap();
            tokio::time::sleep(latency * odd).await;
            drop(slot);
            drop(permit);
            (start, Instant::now())
        }));
    }
    let mut times = Vec::new();
    for task in tasks {
        times.push(task.await.unwrap());
    }
    times.sort();
    times
}

#[tokio::test(start_paused = true)]
async fn no_second_holds_more_than_the_limit_whatever_the_latency() {
    for (limit, latency) in [(30, 0), (30, 50), (30, 700), (7, 200), (200, 20)] {
        let pace = Pace::new(limit);
        let times = sends(&pace, 300, Duration::from_millis(latency), 40).await;
        let limit = usize::try_from(limit).unwrap();
        // The channel saw send k − N at its answer at the latest, and send k at its start at the soonest.
        for (early, late) in times.iter().zip(times.iter().skip(limit)) {
            assert!(late.0.duration_since(early.1) >= A_SECOND, "{limit} a second at {latency} ms");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn almost_all_of_the_allowed_rate_is_used_when_answers_come_at_once() {
    for limit in [1_u32, 30, 100] {
        let pace = Pace::new(limit);
        let began = Instant::now();
        let count = 10 * limit;
        sends(&pace, usize::try_from(count).unwrap() + 1, Duration::ZERO, 8).await;

        let share = f64::from(count) / began.elapsed().as_secs_f64() / f64::from(limit);
        assert!(share >= 0.99, "{share} of {limit}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_reply_overtakes_the_bulk_that_waits() {
    let pace = Pace::new(10);
    let bulk = pace.clone();
    let bulk = tokio::spawn(async move { sends(&bulk, 50, Duration::ZERO, 8).await });
    tokio::time::sleep(Duration::from_secs(2)).await;

    let asked = Instant::now();
    for n in 0..4 {
        drop(pace.slot(Kind::Reply, &format!("chat {n}")).await);
    }

    assert!(asked.elapsed() < Duration::from_millis(700), "{:?}", asked.elapsed());
    bulk.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn one_chat_gets_three_replies_at_once_and_then_one_a_second() {
    let pace = Pace::new(1000);
    let began = Instant::now();
    let mut at = Vec::new();
    for _ in 0..5 {
        drop(pace.slot(Kind::Reply, "chat").await);
        at.push(began.elapsed());
    }

    assert!(at[2] < Duration::from_millis(50), "{at:?}");
    assert!(at[3] >= Duration::from_millis(900) && at[4] >= Duration::from_millis(1900), "{at:?}");
}

#[tokio::test(start_paused = true)]
async fn bulk_to_one_chat_goes_once_a_second() {
    let pace = Pace::new(1000);
    let began = Instant::now();
    for _ in 0..3 {
        drop(pace.slot(Kind::Bulk, "chat").await);
    }

    assert!(began.elapsed() >= Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_chat_that_had_its_share_waits_and_keeps_nobody_else() {
    let pace = Pace::new(100);
    for _ in 0..BURST {
        drop(pace.slot(Kind::Reply, "talks").await);
    }
    drop(pace.slot(Kind::Bulk, "told").await);
    let (talks, told) = (pace.clone(), pace.clone());
    let more = tokio::spawn(async move { drop(talks.slot(Kind::Reply, "talks").await) });
    let again = tokio::spawn(async move { drop(told.slot(Kind::Bulk, "told").await) });
    tokio::task::yield_now().await;

    let began = Instant::now();
    for n in 0..20 {
        drop(pace.slot(Kind::Bulk, &n.to_string()).await);
    }

    assert!(began.elapsed() < A_SECOND / 2, "the others came first: {:?}", began.elapsed());
    assert!(!more.is_finished() && !again.is_finished());
    more.await.unwrap();
    again.await.unwrap();
}
