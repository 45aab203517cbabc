//! The events of the licensing service that say something of a channel, by id (provider
//! Microsoft-Windows-Security-SPP). Their texts: the message table of `slcext.dll`; those of KMS
//! and AVMA also: Microsoft Learn, "Troubleshoot Windows activation" and "Automatic Virtual Machine
//! Activation".

macro_rules! event_ids {
    ($($(#[$meaning:meta])+ $name:ident = $id:literal;)+) => {
        $($(#[$meaning])+ pub const $name: u32 = $id;)+

        /// All of these.
        pub const ALL: &[u32] = &[$($id),+];
    };
}

event_ids! {
    /// The state of each product was checked.
    STATE_CHECKED = 1003;
    /// The licence to a key was not obtained.
    LICENCE_NOT_OBTAINED = 1014;
    /// The scheduler did not activate; a time-out.
    SCHEDULER_FAILED = 8196;
    /// The shell (`slui.exe`) did not activate.
    ACTIVATION_FAILED = 8198;
    /// Why a licence was not obtained.
    ACQUISITION_FAILED = 8200;
    /// A genuine ticket was not obtained, which no activation needs.
    GENUINE_TICKET_FAILED = 8208;
    /// No activation object was retrieved.
    OBJECT_NOT_RETRIEVED = 8213;
    /// The activation object could not be used.
    OBJECT_NOT_USABLE = 8214;
    /// Activation by Active Directory failed.
    ADBA_FAILED = 8215;
    /// The state of a product was evaluated, with its key and when that ends.
    STATE_EVALUATED = 8230;
    /// The rules engine did not activate a volume licence.
    RULES_ENGINE_FAILED = 8233;
    /// A client has sent a request to a KMS host, or failed to.
    KMS_REQUEST = 12288;
    /// A client has processed the answer of a KMS host.
    KMS_ANSWER = 12289;
    /// A KMS host has processed a request.
    KMS_SERVED = 12290;
    /// A KMS host could not publish itself in DNS.
    PUBLISH_FAILED = 12293;
    /// A KMS host has published itself in DNS.
    PUBLISHED = 12294;
    /// Activated by Active Directory; written on each success.
    ADBA_SUCCEEDED = 12308;
    /// A guest's log of activation by its Hyper-V host.
    AVMA_GUEST = 12309;
    /// A Hyper-V host's log of the same.
    AVMA_HOST = 12310;
}
