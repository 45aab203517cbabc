//! What a comparison says.

use crate::verdict::finding::OffsetMs;
use crate::verdict::sentence::phrases;

phrases! {
    /// Titles, and the words around what is compared.
    pub enum DiffPhrase;

    OneHost = "diff-one-host" { host: String };
    TwoHosts = "diff-two-hosts" { before: String, after: String };
    OfTwoHosts = "diff-of-two-hosts" {};
    Same = "diff-same" {};
    Inconclusive = "diff-inconclusive" {};
    Worse = "diff-worse" { channels: String };
    Better = "diff-better" { channels: String };
    Other = "diff-other" { channels: String };
    StandingsSame = "diff-standings-same" {};
    NewProblems = "diff-new-problems" { channels: String };
    GoneProblems = "diff-gone-problems" { channels: String };
    Channel = "diff-channel" { channel: String, before: String, after: String, arrow: String };
    ChannelSame = "diff-channel-same" { channel: String, after: String };
    ChannelGap = "diff-channel-gap" { channel: String };
    Before = "diff-before" { seen: String };
    Now = "diff-now" { seen: String };
    SameCause = "diff-same-cause" { what: String };
    InOrder = "diff-in-order" {};
    NotApplicable = "diff-not-applicable" {};
    DidNotArise = "diff-did-not-arise" {};
    Things = "diff-things" {};
    New = "diff-new" { value: String };
    Gone = "diff-gone" { value: String };
    Set = "diff-set" { gone: Vec<String>, new: Vec<String> };
    Changed = "diff-changed" { before: String, after: String, arrow: String };
    Offset = "diff-offset" { offset: OffsetMs };
    Gaps = "diff-gaps" {};
    Gap = "diff-gap" { before: String, after: String };
    ToldKnown = "diff-told-known" {};
    ToldNotAsked = "diff-told-not-asked" {};
    ToldUnanswered = "diff-told-unanswered" { why: String };
    Asked = "diff-asked" { before: jiff::Timestamp, after: jiff::Timestamp };
}
