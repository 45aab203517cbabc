//! What a KMS host answered (12289) names no product: it is that of the request (12288) before it.

use std::collections::HashMap;

use crate::evidence::{LicensingEvent, event_id};

/// A client waits for each KMS host that it knows, and not longer.
const ONE_TRY: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

/// Names them, of events that stand there the newest first. Where requests for two products stand
/// at the same time, nothing tells which was answered.
pub fn name_their_products(events: &mut [LicensingEvent]) {
    let mut asked: HashMap<String, Asked> = HashMap::new();
    // In one second, a request may stand on either side of its answer.
    let mut from = 0;
    events.reverse();
    while let Some(first) = events.get(from) {
        let at = first.at;
        let to = from + events.iter().skip(from).take_while(|event| event.at == at).count();
        let Some(together) = events.get_mut(from..to) else { break };
        take_requests(together, &mut asked);
        together.iter_mut().filter(|event| event.id == event_id::KMS_ANSWER).for_each(|answer| {
            let request = asked.get(&answer.computer.to_ascii_lowercase());
            answer.activation_id = request.and_then(|request| request.product(answer));
        });
        from = to;
    }
    events.reverse();
}

fn take_requests(together: &[LicensingEvent], asked: &mut HashMap<String, Asked>) {
    for request in together.iter().filter(|event| event.id == event_id::KMS_REQUEST) {
        let id = request.activation_id.clone();
        let known = asked.entry(request.computer.to_ascii_lowercase()).or_default();
        let is_at_once = known.is_any && known.at == request.at;
        known.id = if is_at_once && known.id != id { None } else { id };
        (known.at, known.is_any) = (request.at, true);
    }
}

/// The last request of a computer.
#[derive(Default)]
struct Asked {
    at: Option<jiff::Timestamp>,
    id: Option<String>,
    is_any: bool,
}

impl Asked {
    fn product(&self, answer: &LicensingEvent) -> Option<String> {
        let is_late = self
            .at
            .zip(answer.at)
            .is_some_and(|(at, answered)| answered.duration_since(at) > ONE_TRY);
        self.id.clone().filter(|_| !is_late)
    }
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use crate::capture::Text;

    const WINDOWS: &str = "2de67392-b7a7-462a-b1ca-108dd189f588";
    const OFFICE: &str = "fbdb3e18-a8ef-4fb3-9183-dffd60bd0984";

    fn event(id: u32, minute: u32, data: &str) -> String {
        format!(
            "Log Name:      Application\nSource:        Microsoft-Windows-Security-SPP\n\
             Date:          11/24/2026 3:{minute:02}:55 AM\nEvent ID:      {id}\n\
             Computer:      PC-1.corp.test\nDescription:\nx\nInfo:\n{data}\n\n"
        )
    }

    fn request(minute: u32, id: &str) -> String {
        let data = format!(
            "0x00000000, 0x00000000, kms1.corp.test:1688, 0d3d1a6c-7d11-4b2c-9d0e-2f1c5c1a7b01, \
             2026/11/24 02:12, 0, 5, 0, {id}, 25"
        );
        event(12288, minute, &data)
    }

    fn answer(minute: u32) -> String {
        event(12289, minute, "0x00000000, 0x00000000, 1, 0, 50, 120, 10080, 2026/11/24 02:12")
    }

    fn products(log: &[String]) -> Vec<(u32, Option<String>)> {
        let whole = log.concat();
        let capture = text::parse(&Text::of(&whole), &[]).expect("there are events");
        let events = capture.facts.events.into_iter();
        events.map(|event| (event.id, event.activation_id)).collect()
    }

    #[test]
    fn an_answer_is_for_the_product_that_was_asked_for_last() {
        let log = [request(1, WINDOWS), answer(1), request(9, OFFICE), answer(10)];
        let told = |id: &str| Some(id.to_owned());
        let wanted = [told(OFFICE), told(OFFICE), told(WINDOWS), told(WINDOWS)];
        let found: Vec<_> = products(&log).into_iter().map(|(_, id)| id).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn of_two_that_were_asked_for_at_once_nothing_tells_which_was_answered() {
        let log = [request(1, WINDOWS), request(1, OFFICE), answer(1)];
        let found = products(&log);
        let of_answer = found.iter().find(|(id, _)| *id == 12289).and_then(|(_, id)| id.clone());
        assert_eq!(of_answer, None);
        assert_eq!(products(&[answer(1)]), [(12289, None)]);
    }
}
