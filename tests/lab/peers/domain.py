"""An Active Directory domain in Samba's files, made and changed while nobody serves it.

usage: domain.py make FOLDER SCHEMA ZONE      a domain with DC1, the zone's records and two users
       domain.py change FOLDER KIND           with-object, without-object, without-container, unreadable,
                                              without-kms-record

SCHEMA is what samba-tool domain provision calls --base-schema.
"""

import logging
import os
import sys
import uuid

import ldb
import samba.dckeytab  # gives Net its export_keytab
from samba import provision
from samba.auth import system_session
from samba.dcerpc import dnsp, security
from samba.ndr import ndr_pack
from samba.net import Net
from samba.param import LoadParm
from samba.provision.sambadns import AAAARecord, ARecord, SRVRecord
from samba.samdb import SamDB

REALM = "CORP.TEST"
DOMAIN = "DC=corp,DC=test"
ZONE = f"DC=corp.test,CN=MicrosoftDNS,DC=DomainDnsZones,{DOMAIN}"
SERVICES = f"CN=Services,CN=Configuration,{DOMAIN}"
PASSWORD = "Open-Sesame1"
USER = "reader"
# As a negative number of intervals of 100 ns (MS-ADTS, attribute maxPwdAge).
NEVER = "-9223372036854775808"
# A container's and an object's descriptor as Windows' schema gives them. Samba cannot read the schema's own, which has
# a blank after "D:", and then shows the entries to nobody but administrators.
READABLE = "O:BAG:BAD:(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)(A;;RPLCLORC;;;AU)"
# What an object of Volume Activation Tools has, with numbers that mean nothing.
ACTIVATION_OBJECT = {
    "objectClass": "msSPP-ActivationObject",
    "displayName": "Lab activation object",
    "msSPP-KMSIds": uuid.UUID("00000000-1111-2222-3333-444444444444").bytes_le,
    "msSPP-CSVLKSkuId": uuid.UUID("00000000-5555-6666-7777-888888888888").bytes_le,
    "msSPP-CSVLKPartialProductKey": "LABKY",
    "msSPP-CSVLKPid": "00000-00000-000-000000-00-0000-0000.0000-0000000",
}


def make(folder, schema, zone):
    os.makedirs(os.path.join(folder, "etc"))
    # Debian's own settings must not show through.
    open(os.path.join(folder, "etc", "smb.conf"), "w").close()
    parameters = LoadParm()
    parameters.load(os.path.join(folder, "etc", "smb.conf"))
    provision.provision(
        logging.getLogger("provision"), system_session(), targetdir=folder, lp=parameters, realm=REALM, domain="CORP",
        hostname="dc1", hostip="10.77.3.10", hostip6="fd77:3::10", adminpass=PASSWORD,
        serverrole="active directory domain controller", dns_backend="SAMBA_INTERNAL", base_schema=schema,
        dom_for_fun_level=provision.DS_DOMAIN_FUNCTION_2008_R2,
    )
    directory = open_directory(folder)
    # The files are kept for longer than passwords would be good.
    directory.set_maxPwdAge(NEVER)
    directory.newuser(USER, PASSWORD)
    # Tickets for a proxy that asks for them.
    directory.newuser("proxy", PASSWORD)
    add_values(directory, f"CN=proxy,CN=Users,{DOMAIN}", "servicePrincipalName", ["HTTP/proxy.corp.test"])
    parameters.load(os.path.join(folder, "etc", "smb.conf"))
    for principal, keytab in ("HTTP/proxy.corp.test", "proxy"), (USER, USER):
        Net(None, parameters).export_keytab(os.path.join(folder, f"{keytab}.keytab"), principal)
    # What Samba does by itself some time after its start.
    services = [f"ldap/{name}" for name in ("dc1", "dc1.corp.test", "dc1.corp.test/corp.test")]
    add_values(directory, f"CN=DC1,OU=Domain Controllers,{DOMAIN}", "servicePrincipalName", services)
    publish(directory, zone)
    if schema != "2008_R2":
        change(folder, "with-object")


def change(folder, kind):
    """Of the container, the object and the record of KMS, leaves what `kind` says."""
    directory = open_directory(folder)
    if kind == "without-kms-record":
        directory.delete(f"DC=_vlmcs._tcp,{ZONE}")
        return
    spp, container = f"CN=Microsoft SPP,{SERVICES}", f"CN=Activation Objects,CN=Microsoft SPP,{SERVICES}"
    if directory.search(SERVICES, ldb.SCOPE_ONELEVEL, "(cn=Microsoft SPP)"):
        directory.delete(spp, ["tree_delete:1"])
    if kind == "without-container":
        return
    descriptor = None if kind == "unreadable" else READABLE
    add(directory, spp, {"objectClass": "container"}, None)
    add(directory, container, {"objectClass": "msSPP-ActivationObjectsContainer"}, descriptor)
    if kind != "without-object":
        add(directory, f"CN=Lab activation object,{container}", ACTIVATION_OBJECT, descriptor)


def open_directory(folder):
    parameters = LoadParm()
    parameters.load(os.path.join(folder, "etc", "smb.conf"))
    return SamDB(parameters.private_path("sam.ldb"), session_info=system_session(), lp=parameters)


def add(directory, name, attributes, descriptor):
    message = {"dn": name, **attributes}
    if descriptor:
        domain = security.dom_sid(directory.get_domain_sid())
        message["nTSecurityDescriptor"] = ndr_pack(security.descriptor.from_sddl(descriptor, domain))
    directory.add(message)


def add_values(directory, name, attribute, values):
    message = ldb.Message(ldb.Dn(directory, name))
    message[attribute] = ldb.MessageElement(values, ldb.FLAG_MOD_ADD, attribute)
    directory.modify(message)


def publish(directory, zone):
    """Puts the hosts and services of a zone file, one record a line, beside what the domain has of its own."""
    own = {str(node["dc"]) for node in directory.search(ZONE, ldb.SCOPE_ONELEVEL, attrs=["dc"])}
    records = {}
    for name, kind, *data in (line.split() for line in open(zone) if not line.startswith((";", "$"))):
        if name not in own and kind in READERS:
            records.setdefault(name, []).append(ndr_pack(READERS[kind](data)))
    for name, values in records.items():
        directory.add({"dn": f"DC={name},{ZONE}", "objectClass": ["top", "dnsNode"], "dnsRecord": values})


def read_service(data):
    priority, weight, port, target = data
    return SRVRecord(f"{target}.corp.test", int(port), int(priority), int(weight), rank=dnsp.DNS_RANK_ZONE)


READERS = {"A": lambda data: ARecord(data[0]), "AAAA": lambda data: AAAARecord(data[0]), "SRV": read_service}


if __name__ == "__main__":
    {"make": make, "change": change}[sys.argv[1]](*sys.argv[2:])
