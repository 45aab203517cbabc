//! Routers for homes, by the names that they give themselves in their own network, each by its
//! maker's or provider's own help pages. Where one answers for DNS, it knows no zone of a site.

const NAMES: &[&str] = &[
    // AVM FRITZ!Box.
    "fritz.box",
    // Deutsche Telekom Speedport.
    "speedport.ip",
    // Vodafone EasyBox, Vodafone Station, Vodafone WLAN-Router.
    "easy.box",
    "vodafone.station",
    "vodafone.box",
    // O2 HomeBox.
    "o2.box",
    // Orange Livebox.
    "livebox",
    "livebox.home",
    // Free Freebox.
    "mafreebox.freebox.fr",
    "freebox-server.local",
    // Bouygues Telecom Bbox.
    "bbox.lan",
    "mabbox.bytel.fr",
    "gestionbbox.lan",
    // BT Home Hub and Smart Hub, Sky.
    "bthub.home",
    "bthomehub.home",
    "skyrouter.home",
    // Proximus b-box, Technicolor.
    "dsldevice.lan",
    "dsldevice.home",
    // Hitron, Huawei.
    "hitronhub.home",
    "homerouter.cpe",
    // ASUS, NETGEAR, TP-Link, Linksys, D-Link.
    "router.asus.com",
    "www.asusnetwork.net",
    "routerlogin.net",
    "www.routerlogin.com",
    "tplinkwifi.net",
    "tplinklogin.net",
    "linksyssmartwifi.com",
    "myrouter.local",
    "dlinkrouter.local",
    // OpenWrt, under its default domain.
    "openwrt.lan",
];

/// Whether such a router calls itself so.
pub fn has(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}
