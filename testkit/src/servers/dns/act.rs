//! What a server does with one question.

use std::time::Duration;

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::Record;

use super::message::{
    answer, asked, decoys, fitted, forged, garbage, guesses, in_capitals, other_questions,
    pointer_loop, refusal, rejection, response, whole,
};
use super::records::srv;

/// What to do with one question.
#[derive(Clone)]
pub enum Act {
    /// Say nothing.
    Silence,
    /// Say nothing over UDP, and this over TCP.
    SilenceOverUdp(Vec<Record>),
    /// Answer with these records: over UDP as far as they fit.
    Records(Vec<Record>),
    /// Answer with this code, the zone's SOA in the authority section, and an extended error for
    /// other than NXDOMAIN.
    Code(ResponseCode),
    /// The same as another, over UDP after so long.
    Late(Duration, Box<Act>),
    /// Refuse what carries EDNS as a server of 1998 does, answer the rest.
    RejectEdns(Vec<Record>),
    /// The same, and say nothing to the rest.
    RejectEdnsAlone,
    /// Answer what carries EDNS with this code, as some old servers and devices do, and the rest
    /// with these records.
    FailEdns(ResponseCode, Vec<Record>),
    /// Say nothing to what carries EDNS, answer the rest.
    DropEdns(Vec<Record>),
    /// Answer with the right id and then nothing that makes sense.
    Garbage,
    /// First an answer with another id, one to another question and garbage, then the right one.
    DecoysFirst(Vec<Record>),
    /// Over UDP first so many answers with other ids that name a host of somebody else, then this;
    /// over TCP this.
    GuessesFirst(usize, Vec<Record>),
    /// The same, with other questions in the place of other ids.
    OtherQuestionsFirst(usize, Vec<Record>),
    /// Over UDP so many guesses of this record, one that hits, and then the other act; over TCP the
    /// other act.
    GuessesThatHit(usize, Box<Record>, Box<Act>),
    /// Guesses over UDP alone, and over TCP closed after the query.
    GuessesAlone,
    /// Over UDP the same as another, with the question in capital letters; over TCP the same, if
    /// asked to.
    InCapitals(Box<Act>, OverTcp),
    /// Truncated over UDP, and over TCP a byte a second of this.
    Drip(Vec<Record>),
    /// Truncated over UDP, and over TCP closed after the query.
    CloseTcp,
    /// A record whose owner and target are names that point at themselves (RFC 1035 §4.1.4).
    PointerLoop,
}

/// What becomes of a question over TCP.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OverTcp {
    Answered,
    Closed,
}

impl Act {
    pub(super) fn after_its_pause(self) -> (Duration, Self) {
        match self {
            Self::Late(pause, act) => (pause, *act),
            act => (Duration::ZERO, act),
        }
    }

    /// The datagrams, in order.
    pub(super) fn over_udp(self, query: &Message) -> Vec<Vec<u8>> {
        let plain = query.edns.is_none();
        let strange = || srv(&asked(query).0, "rogue.example.");
        match self {
            Self::Records(records) => vec![fitted(query, &answer(query, records))],
            Self::Late(_, act) => act.over_udp(query),
            Self::RejectEdns(records) | Self::FailEdns(_, records) | Self::DropEdns(records)
                if plain =>
            {
                vec![fitted(query, &answer(query, records))]
            }
            Self::Code(code) | Self::FailEdns(code, _) => vec![whole(&refusal(query, code))],
            Self::RejectEdnsAlone if plain => vec![],
            Self::RejectEdns(_) | Self::RejectEdnsAlone => vec![whole(&rejection(query))],
            Self::Silence | Self::SilenceOverUdp(_) | Self::DropEdns(_) => vec![],
            Self::Garbage => vec![garbage(query)],
            Self::DecoysFirst(records) => decoys(query, records),
            Self::GuessesFirst(count, records) => {
                [guesses(query, count, strange()), vec![whole(&answer(query, records))]].concat()
            }
            Self::GuessesThatHit(count, record, act) => {
                let hit = vec![whole(&forged(query, (*record).clone()))];
                [guesses(query, count, *record), hit, act.over_udp(query)].concat()
            }
            Self::GuessesAlone => guesses(query, 1000, strange()),
            Self::OtherQuestionsFirst(count, records) => {
                [other_questions(query, count), vec![whole(&answer(query, records))]].concat()
            }
            Self::InCapitals(act, _) => {
                act.over_udp(query).iter().map(|datagram| in_capitals(datagram)).collect()
            }
            Self::Drip(_) | Self::CloseTcp => vec![whole(&response(query).truncate())],
            Self::PointerLoop => vec![pointer_loop(query)],
        }
    }

    /// The answer, if there is one, and whether it comes a byte a second.
    pub(super) fn over_tcp(self, query: &Message) -> Option<(Vec<u8>, bool)> {
        match self {
            Self::Records(records)
            | Self::SilenceOverUdp(records)
            | Self::GuessesFirst(_, records)
            | Self::OtherQuestionsFirst(_, records) => {
                Some((whole(&answer(query, records)), false))
            }
            Self::Code(code) => Some((whole(&refusal(query, code)), false)),
            Self::Late(_, act)
            | Self::GuessesThatHit(_, _, act)
            | Self::InCapitals(act, OverTcp::Answered) => act.over_tcp(query),
            Self::Drip(records) => Some((whole(&answer(query, records)), true)),
            _ => None,
        }
    }
}
