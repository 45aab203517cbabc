//! The closed sets that findings speak of. Each value has the id by which the language files
//! choose.

use actprobe_probes::evidence::Resync;

use super::maybe::{Blank, Missing, blanks};
use crate::verdict::sentence::closed_sets;

blanks!(Family);

closed_sets! {
    /// Whose name or port is looked at.
    Role {
        /// A KMS host.
        Kms = "kms",
        /// A KMS host that a setting names, not DNS: of the name alone; its port is that of any KMS
        /// host.
        NamedKms = "named-kms",
        /// The KMS host of a cloud, by its public name.
        CloudKms = "cloud",
        /// A proxy.
        Proxy = "proxy",
        /// An activation endpoint.
        Endpoint = "endpoint",
        /// A domain controller.
        Controller = "controller",
    }
    /// What stands behind an address that serves by turns, at the turns at which it does not.
    OtherTurns {
        /// Nothing that tells what it is.
        Untold = "untold",
        /// A service that answers with bytes of no known protocol.
        Unknown = "unknown",
        /// A service with a greeting in text.
        Banner = "banner",
        /// A service that speaks TLS.
        Tls = "tls",
        /// A web server or a proxy.
        Http = "http",
        /// An RPC server without KMS.
        OtherRpc = "other-rpc",
    }
    /// What a KMS host's try to publish its record ended with.
    PublishEnd {
        /// It may not write the record.
        Rights = "rights",
        /// It had no DNS server to send it to.
        NoServer = "no-server",
        /// Something else.
        Other = "other",
    }
    /// What a DNS server is that a client asks first, and that lacks a record.
    FirstServer {
        /// One of the domain, as far as was seen.
        Own = "own",
        /// One that does not know the domain at all.
        Stranger = "stranger",
        /// A resolver that serves everybody.
        Public = "public",
        /// The default gateway of the host.
        Gateway = "gateway",
        /// One by which Windows finds no domain controller.
        WithoutControllers = "without-controllers",
    }
    /// Whether a machine can be rearmed.
    RearmsKnown {
        /// It can.
        Left = "left",
        /// It cannot any more.
        None = "none",
        /// How many are left was not read.
        Unread = "unread",
        /// The machine that is judged is none of the clones, such as their KMS host.
        Elsewhere = "elsewhere",
    }
    /// Which of two clocks is off, by the requests of other clients.
    ClockOff {
        /// The client's: those of others agree with the KMS host's.
        Client = "client",
        /// The KMS host's: those of others are off as much.
        KmsHost = "kms-host",
        /// No other request tells.
        Untold = "untold",
    }
    /// Whether a host's clock follows another.
    ClockKeeping {
        /// It does, as far as was read.
        Followed = "followed",
        /// It does not.
        Free = "free",
        /// That was not read.
        Unread = "unread",
    }
    /// What else says that a host's clock is wrong, beside the one other clock that was heard.
    ClockBacking {
        /// The KMS host refused the time of a request.
        KmsHost = "kms-host",
        /// Its time service follows no source.
        Free = "free",
        /// Nothing.
        Nothing = "nothing",
    }
    /// What an add-on to Windows wants.
    AddOnMend {
        /// The digits of its IDs, again.
        Digits = "digits",
        /// More activations of its key.
        UsedUp = "used-up",
        /// A way to Microsoft.
        Way = "way",
        /// To be activated.
        Activate = "activate",
    }
    /// What an Office that asks KMS wants.
    OfficeWant {
        /// More machines that ask.
        Count = "count",
        /// A record of the site's KMS host in DNS, or an activation object.
        NoRecord = "no-record",
        /// A KMS host or an activation object, of which none is known.
        NoHost = "no-host",
        /// An activation object for Office, where the directory activates Windows.
        NoObject = "no-object",
        /// The activation object for Office that the directory has.
        ObjectUnused = "object-unused",
        /// A KMS host that answers.
        Unreached = "unreached",
        /// The right key on the KMS host.
        HostKey = "host-key",
        /// That is not known.
        Other = "other",
    }
    /// Whether a port opened, by what was seen.
    PortSeen {
        /// It did not.
        Closed = "closed",
        /// Nothing tells, or it opened.
        Untold = "untold",
    }
    /// Whether a KMS host's Windows takes a newer host key.
    HostTakesKey {
        /// As it is.
        Yes = "yes",
        /// After an update.
        AfterUpdate = "after-update",
        /// It is too old for it.
        No = "no",
        /// Which Windows it is was not read.
        Untold = "untold",
    }
    /// Why a step was not taken to its end.
    Unfinished {
        /// The user stopped the run, or it went no further.
        CutShort = "cut-short",
        /// The deadline of the run passed.
        Deadline = "deadline",
        /// It was never to be asked.
        LeftOut = "left-out",
        /// The port was tried, and nobody asked for the service behind it.
        Unbound = "unbound",
        /// It belongs to another host, whose settings these are.
        OtherHost = "other-host",
        /// Nobody went so far.
        Untried = "untried",
        /// Nothing came, and packets get lost on the way.
        Lost = "lost",
        /// For a fault of actprobe, or for want of something that this host had to give.
        Internal = "internal",
    }
    /// Whether a host answers.
    Alive {
        /// It does.
        Yes = "yes",
        /// It does not.
        No = "no",
        /// Nobody knows.
        Unknown = "unknown",
    }
    /// Who says which addresses a name has.
    NamedBy {
        /// This host's hosts file.
        HostsFile = "hosts-file",
        /// DNS.
        Dns = "dns",
        /// Whoever wrote an address in the place of a name.
        Setting = "setting",
    }
    /// A family of addresses.
    Family {
        /// IPv4.
        V4 = "IPv4",
        /// IPv6.
        V6 = "IPv6",
    }
    /// Who rejected a presentation context.
    Rejecter {
        /// The server's user of the protocol.
        User = "user",
        /// The protocol machine.
        Provider = "provider",
        /// Another.
        Other = "other",
    }
    /// What became of the bind with several transfer syntaxes.
    BindEnd {
        /// Nothing came back.
        Silent = "silent",
        /// The connection was closed.
        Closed = "closed",
        /// The connection was reset.
        Reset = "reset",
        /// An answer that accepts nothing.
        Rejected = "rejected",
        /// Something else.
        Other = "other",
    }
    /// How a connection ended without an answer.
    CutOff {
        /// It was closed.
        Closed = "closed",
        /// It was reset.
        Reset = "reset",
        /// Otherwise.
        Other = "other",
    }
    /// What a proxy takes for a password.
    PasswordKind {
        /// That of the machine itself (Negotiate, NTLM).
        Integrated = "integrated",
        /// One that is typed.
        Password = "password",
        /// Nobody knows.
        Unknown = "unknown",
    }
    /// What the other clocks say.
    OtherClocks {
        /// They were compared with the host's.
        Compared = "compared",
        /// Nothing.
        Unknown = "unknown",
    }
    /// What a store of roots holds in the place of the one that is needed.
    RootHeld {
        /// Nothing.
        None = "none",
        /// One that has ended.
        Expired = "expired",
    }
    /// Where proxy settings come from.
    ProxyOrigin {
        /// Nothing says anything.
        Nothing = "nothing",
        /// `--proxy`.
        Argument = "argument",
        /// The site file.
        SiteFile = "site-file",
        /// `--winhttp`, or a capture.
        File = "file",
        /// The live registry.
        Registry = "registry",
        /// A registry export.
        HostFacts = "host-facts",
        /// Environment variables.
        Environment = "environment",
    }
    /// Why no domain is known.
    Outside {
        /// The host is in a workgroup.
        Workgroup = "workgroup",
        /// The host is joined to Microsoft Entra ID.
        Entra = "entra",
        /// Captures do not tell.
        Untold = "untold",
        /// Nothing is known.
        Unknown = "unknown",
    }
    /// How a domain is known.
    KnownBy {
        /// The host is a member.
        Member = "member",
        /// `--ad-domain`.
        Argument = "argument",
        /// A capture.
        Capture = "capture",
        /// The site file.
        SiteFile = "site-file",
    }
    /// Whose clock is wrong.
    WrongClock {
        /// This host's.
        Host = "host",
        /// The domain controller's.
        Controller = "controller",
        /// Nobody knows.
        Unknown = "unknown",
    }
    /// Why a time service left the clock as it was.
    NotSet {
        /// Its source gave it no time, or none that it could use.
        NoTime = "no-time",
        /// The clock is further off than it may correct.
        TooFar = "too-far",
    }
    /// Why a tool did not take a certificate.
    ToolDistrust {
        /// It knows nobody who vouches for it; it may have other roots than Windows.
        Roots = "roots",
        /// It could not learn whether it is revoked.
        Revocation = "revocation",
        /// It is past its end or not yet valid, by the clock there.
        OutOfDate = "out-of-date",
        /// It is of another name.
        WrongName = "wrong-name",
    }
    /// What stands against a certificate.
    Distrust {
        /// Nothing.
        Trusted = "trusted",
        /// Whether it was revoked could not be found out.
        RevocationUnknown = "revocation-unknown",
        /// Nobody here vouches for it.
        UnknownIssuer = "unknown-issuer",
        /// It is past its end.
        Expired = "expired",
        /// It is not yet valid.
        NotYetValid = "not-yet-valid",
        /// It is for another name.
        WrongName = "wrong-name",
        /// It was revoked.
        Revoked = "revoked",
        /// Nobody could be asked.
        Unavailable = "unavailable",
        /// Something else.
        Other = "other",
    }
    /// What the processor says of what is below.
    Below {
        /// There is no hypervisor.
        Bare = "bare",
        /// A hypervisor, of which this is a guest.
        Guest = "guest",
        /// This is the root partition.
        Root = "root",
        /// Another hypervisor.
        Other = "other",
        /// It was not read.
        Unread = "unread",
    }
    /// Why a Hyper-V host does not activate its guest.
    AvmaRefusal {
        /// `SL_E_IA_THROTTLE_LIMIT_EXCEEDED`.
        Throttled = "throttled",
        /// `SL_E_IA_INVALID_VIRTUALIZATION_PLATFORM`.
        Platform = "platform",
        /// `SL_E_IA_PARENT_PARTITION_NOT_ACTIVATED`.
        NotActivated = "not-activated",
        /// The same, and the host's own licence shows it.
        SeenIdle = "seen-idle",
        /// The same, and the host's own licence shows another edition than Datacenter.
        SeenNotDatacenter = "seen-not-datacenter",
        /// The same, and the host's own licence shows a Datacenter that is activated.
        SeenActivated = "seen-activated",
        /// `SL_E_IA_ID_MISMATCH`.
        Mismatch = "mismatch",
        /// `SL_E_IA_MACHINE_NOT_BOUND`.
        NotBound = "not-bound",
    }
    /// Who tells what a KMS host counts.
    CountTeller {
        /// An event of the client.
        Event = "event",
        /// The KMS host itself.
        KmsHost = "kms-host",
        /// An error code, which knows no count.
        Code = "code",
    }
    /// What the last request to a KMS host ended with.
    RequestEnd {
        /// The clocks are too far apart.
        Clock = "clock",
        /// The host was not reached.
        Unreachable = "unreachable",
        /// No host was found.
        NotFound = "not-found",
        /// The code that hides others.
        Umbrella = "umbrella",
        /// The host counts too few.
        Count = "count",
        /// The host cannot serve.
        KmsHost = "kms-host",
        /// Something else.
        Other = "other",
    }
}

impl NotSet {
    /// Why the clock was left as it was; nothing where it was set.
    pub fn of(resync: Resync) -> Option<Self> {
        match resync {
            Resync::Done => None,
            Resync::NoTimeData => Some(Self::NoTime),
            Resync::ChangeTooBig => Some(Self::TooFar),
        }
    }
}
