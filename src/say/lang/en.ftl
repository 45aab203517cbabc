# English. One message a finding: what was seen; .means for activation; .action for its owner.
# A subject (host, server, URL) stands before the sentence in the report, so that the sentences have none.

### The host

dns-servers-configured = the host asks { $servers }
no-dns-server = no DNS server is configured on this host
    .means = No name can be looked up: KMS discovery and the activation endpoints all depend on it (error 0x8007267C).
    .action = Set the DNS servers of the network connection.
dns-client-unreadable = the system did not say which DNS servers it uses{ $detail_given ->
    [no] {""}
   *[other] {" "}({ $detail })
  }
    .means = Nobody was asked for a name, so that nothing is known of all that depends on names.
    .action = Name them by hand.
suffixes-known = the host searches { $suffixes }
no-suffix = the host has no DNS suffix: neither a domain, nor a connection suffix, nor a search list
    .means = A Windows client then has no zone in which to look for _vlmcs._tcp (error 0x8007007B).
    .action = Join the domain, let DHCP hand out the suffix (option 15), or set a search list.
clock-agrees = { $sources ->
    [one] one other clock agrees
   *[other] { $sources } other clocks agree
  } with this host's clock, to within { $offset }
clock-off = this host's clock is { $offset } { $offset_side ->
    [behind] behind
   *[other] ahead of
  } { $sources } other clocks, which agree with each other (all in UTC; the time zone plays no part)
    .means = Activation, Kerberos and certificates judge by this clock: KMS refuses from 4 h of difference on, Kerberos from 5 min on, and certificates look expired or not yet valid.
    .action = Put the clock right, and find out why it drifted: w32time stopped, wrong source, a virtual machine that follows its hypervisor, whose administrator puts that host right too, or a firmware clock (BIOS) that is wrong after each start. What is off by many hours, the time service of a machine in no domain does not correct by itself: set it by hand first.
clock-off-one-source = this host's clock is { $offset } { $offset_side ->
    [behind] behind
   *[other] ahead of
  } { $source }, the only other clock that answered (both in UTC)
    .means = { $backed ->
        [kms-host] The KMS host refused this host's time too, so this clock is the wrong one. KMS refuses from 4 h of difference on, Kerberos from 5 min on.
        [free] This host's time service follows no source, so this clock is the wrong one, as far as was seen. KMS refuses from 4 h of difference on, Kerberos from 5 min on, and certificates look expired or not yet valid.
       *[nothing] If that source is right: KMS refuses from 4 h of difference on, Kerberos from 5 min on, and certificates look expired or not yet valid.
      }{ $issuer_given ->
        [no] {""}
       *[other] {" "}TLS to it is opened on the way ({ $issuer }): the date is by the clock of the device that does so, or passed on by it.
      }
    .action = { $backed ->
        [nothing] Compare this host's clock with a watch or a phone, in UTC, or with another source than { $source } (TIME-SERVER). If it is the wrong one, put it right, as below; outside a domain, name that source with w32tm /config /manualpeerlist:TIME-SERVER /syncfromflags:manual /update.
       *[other] Put this host's clock right: let it follow its domain's time again or, outside a domain, a time server. On a virtual machine, whoever runs the hypervisor puts that host's clock right too, or it comes back.
      } Then activate again.
clock-unchecked = No other clock gave a usable time, so this host's clock was not compared; KMS refuses from 4 h of difference on, and certificates are judged by this clock.
    .action = Name a time server that this host may ask.
clock-undecided = The other clocks contradict each other ({ $sources }), so which of them and of this host's is right cannot be told.
    .means = Nothing that depends on the time can be judged.
    .action = Compare each of them with a clock that follows none of them (a phone's). Put the one that is wrong right; a host that follows it is wrong with it.
time-servers-answer = a time server answers
time-servers-silent = no answer to NTP from { $servers }
    .means = Nothing that this host asks keeps its clock right: once set, it wanders again, and w32tm /resync or chronyc finds no server.
    .action = Let UDP port 123 pass from this host to the time server that it is to follow; on a site without Internet that is one of the site's own. Where nothing on the way drops it, whoever runs the time server looks whether it answers this host.
time-servers-barred = this host's own firewall or security software forbids NTP (UDP 123) to { $servers }
    .means = Nothing left this host. Without a time server its clock wanders.
    .action = Allow UDP 123 to the time servers in the outbound rules of this host.
time-sources-agree = { $sources } time sources agree
time-falsetickers = { $sources } contradicts the other time sources
    .means = Hosts that follow this source have a wrong clock.
    .action = Put that time server right, or take it out of use.

### DNS servers

dns-answers = answers
dns-silent = no answer{ $waited_given ->
    [no] {""}
   *[other] {" "}within { $waited }
  }
    .means = What this server would have said stays unknown; a name is not absent because nobody answered (error 0x8007232A for a client that asks only this server).{ $up_given ->
        [no] {""}
       *[other] {" "}{ $up } of the same address answers, so the machine is up: its DNS service, or what lets port 53 through, is missing.
      }
    .action = { $up_given ->
        [no] Check that the server runs.
       *[other] Check that the DNS service runs there, and that the machine's own firewall lets UDP and TCP port 53 in.
      } If it does, it is for the network team: UDP and TCP port 53 have to pass from this host.
dns-silent-over-udp = no answer over UDP within { $waited }; over TCP the server answers
    .means = The server runs, and something on the way or its own packet filter drops UDP port 53. Clients ask over UDP, so to them this server is dead (error 0x8007232A for a client that asks only this server).
    .action = First on the server: does its own packet filter let UDP port 53 in, and the answers out? If so, the network team looks where the flow is dropped.
dns-answers-some = no answer to these questions within { $waited }; in the same run, this server answered others over UDP
    .means = The server runs and UDP port 53 passes; some answers are missing. They were lost on the way, or the server limits how many it gives one client in a second (response rate limiting).
    .action = Run again. If answers go missing each time, ask whoever runs the server whether it limits the queries of one client.
dns-closed-over-udp = the machine is there and answers over TCP; nothing listens on its UDP port 53
    .means = The DNS service there was set to TCP alone. Clients ask over UDP, so to them this server is dead (error 0x8007232A for a client that asks only this server).
    .action = Let the DNS service there listen on UDP port 53 as well, or take the address out of this host's configuration.
dns-port-closed = the machine is there, and nothing listens on its DNS port
    .means = Windows waits for this server before it asks the next, on every look-up.
    .action = Start the DNS service there. Only where that machine is to be no DNS server any more, take its address out of this host's configuration.
dns-of-this-host-down = this host is told to ask itself, and nothing answers on its DNS port
    .means = Windows waits for this server before it asks the next, on every look-up. Only this host can change that.
    .action = Take the address out of the connection's DNS servers, or start the DNS service or local resolver that is meant here.
dns-refuses = { $others ->
    [yes] refuses to answer for this domain: { $notes }
   *[no] refuses to answer this host: { $notes }
  }
    .means = { $others ->
        [yes] The server does not serve this domain, to this host at least, so it cannot tell whether a KMS host is published.
       *[no] The server does not serve this client or this zone, so it cannot tell whether a KMS host is published.
      }
    .action = { $others ->
        [yes] Let the server serve or forward this domain, or point the host to the DNS servers of its domain.
       *[no] Allow this host's subnet on the server, or point the host to the DNS servers of its domain.
      }
dns-server-fails = { $others ->
    [yes] fails on every question of this domain: { $notes }
   *[no] fails on every question: { $notes }
  }
    .means = Nothing is known through this server (error 0x8007232A): its forwarders or the zone are broken, not KMS.
    .action = Repair the zone, the forwarders or the DNSSEC validation on that server.
dns-unreachable = cannot be reached: { $how ->
    [host-unreachable] host unreachable
    [unreachable] the system says that it is not there, or the way to it, and not who said so
    [net-unreachable] no route leads there from a router on the way
    [time-exceeded] the packets go in circles
    [gateway-unreachable] the router that leads to it does not answer on this host's network
    [no-route] this host has no route to it
    [admin-prohibited] a firewall prohibits it
    [blocked-locally] this host's own firewall forbids it
    [refused] its port is refused on the way
   *[other] { $how }
  }{ $reporter_given ->
    [no] {""}
   *[other] , says { $reporter }
  }
    .means = What this server would have said stays unknown.
    .action = { $how ->
        [no-route] Add the route or the default gateway, or correct the server's address.
        [gateway-unreachable] Check the default gateway in this host's settings, and the network or VLAN that it is in; if both are right, that router is down.
        [time-exceeded] Look for routers whose routes to this server lead to each other.
        [net-unreachable] { $reporter_given ->
            [no] Trace the way: the router after the last that answers has no route to this server, and needs one.
           *[other] Give { $reporter } a route to this server, or correct the route that leads through it.
          } No port has to be opened for that. If the address is wrong, correct it in this host's settings.
        [host-unreachable] Start the server, or take its address out of this host's configuration.{ $reporter_given ->
            [no] {""}
           *[other] {" "}If it is up, look on { $reporter } for its route to that network, and for a rule that rejects.
          }
        [unreachable] Check that the server is up and its address right. If it is, trace the way: the router after the last that answers has no route, or a rule that rejects.
        [blocked-locally] Allow UDP and TCP port 53 in the outbound rules of this host.
       *[other] Open UDP and TCP port 53 from this host to it, or correct the address.
      }
dns-garbled = what comes back is no DNS message, or none that answers the question
    .means = Something else answers on that port, changes the traffic on the way, or sends forged answers.
    .action = Check what listens there and whether a device intercepts DNS.
dns-unfinished = { $why ->
    [internal] a fault in actprobe, or a lack of open files, memory or threads on this host, kept this from being known
    [other-host] it belongs to the host whose settings these are (its loopback or its own link), and was not asked from here
    [lost] no answer came, and packets get lost on this network
    [deadline] the deadline passed before the answer came
   *[cut-short] the question was cut short
  }
    .action = { $why ->
        [internal] Run again when the host is less busy or allows more of them (ulimit); if it happens again, report it together with the JSON report.
        [other-host] Run actprobe on that host itself.
        [lost] Run again with --timeout 15s, which leaves time for more tries.
        [deadline] Run again with a longer --deadline, or without one.
       *[cut-short] Run again and let it finish.
      }
dns-servers-same = the DNS servers give the same answer
dns-server-of-another-site = { $servers } { $servers_count ->
    [one] does
   *[other] do
  } not know the domain { $domain }, and { $beside } { $beside_count ->
    [one] does
   *[other] do
  }
    .means = It is a resolver of another network, or a public one. When the others are silent for a moment, the host asks it and believes that there is no KMS host and no domain controller: it fails now and then.
    .action = Take it out of the connection's DNS servers, or have it forward the domain. Where DHCP, or with IPv6 the router (RDNSS), hands out the servers, correct them there.
dns-servers-differ = the DNS servers give different answers for { $name }: { $answers }
    .means = { $first_given ->
        [no] Which answer a host gets depends on the server that it asks first, so activation fails at some hosts or sites only.
       *[other] This host asks { $first } first, and goes by its answer as long as it gives one{ $others_count ->
            [0] {""}
           *[other] ; hosts that ask { $others } first go by the other answer
          }.
      }{ $serving_count ->
        [0] {""}
        [one] {" "}{ $serving } serves, and this host never hears of it.
       *[other] {" "}{ $serving } serve, and this host never hears of them.
      }
    .action = { $serving_count ->
        [0] {""}
       *[other] On { $first }, add what is missing there: the record of { $serving }.{" "}
      }Bring the zones into line: replication, secondary servers, conditional forwarders.

### KMS discovery

kms-forced = the KMS host is given, so DNS is not asked for one
kms-forced-by-host = the host's own settings force a KMS host, so it looks for none in DNS
forced-host-answers = this host is told to use { $host }{ $level ->
    [policy] {" "}by policy
    [sku] {" "}for one product
    [application] {" "}for all of Windows
   *[other] {" "}by its setting KeyManagementServiceName
  }, and it answers
forced-port-wrong = { $host } takes KMS clients on port { $listens }; this host is told to use port { $port }{ $level ->
    [policy] {" "}by policy
    [sku] {" "}for one product
    [application] {" "}for all of Windows
   *[other] {""}
  }
    .means = The KMS service runs on that machine; on the port that this host is told to use, no KMS host answers (errors 0xC004F074, 0x800706BA).
    .action = { $level ->
        [policy] Write port { $listens } into the group policy.
        [application] Write { $listens } into KeyManagementServicePort below the key of Windows' application id.
       *[other] Set { $host } with port { $listens }.
      }
forced-host-of-stranger = this host is told to use { $host }{ $level ->
    [policy] {" "}by policy
    [sku] {" "}for one product
    [application] {" "}for all of Windows
   *[other] {" "}by its setting KeyManagementServiceName
  }, { $listed ->
    [yes] a KMS host on the Internet that is nobody's of this site
   *[no] a host on the Internet, outside every domain that is known of this host
  }
    .means = { $listed ->
        [yes] Such hosts answer whoever asks, and give nobody a licence.{ $licensed ->
            [yes] {" "}What Windows calls activated here has no licence behind it by that, and ends when that host does.
           *[no] {""}
        }
       *[no] Unless it belongs to the organisation that the licence comes from, a KMS host on the Internet gives nobody a licence.
      } Nobody of this site can look after it, and no firewall has to let it pass.
    .action = Drop the setting. { $firmware_given ->
        [no] Whoever holds the licence of this machine (its owner, who bought it) says which key it has: install that one and activate online or, without Internet, with a confirmation ID. Without a licence, one has to be bought.
       *[other] The firmware holds a key of its own, ending in { $firmware }: install that one, if it is for this edition, and activate online or, without Internet, with a confirmation ID. If it is refused, whoever holds the licence of this machine says which key it has.
      }{ $listed ->
        [yes] {""}
       *[no] {" "}If that host is your organisation's, its KMS administrator says how this machine reaches it.
      }
forced-host-dead = this host is told to use { $host }{ $level ->
    [policy] {" "}by policy
    [sku] {" "}for one product
    [application] {" "}for all of Windows
   *[other] {" "}by its setting KeyManagementServiceName
  }, which does not serve it{ $published_count ->
    [0] {""}
   *[other] {" "}; DNS publishes { $published }, which would
  }{ $open_count ->
    [0] {""}
   *[other] ; DNS publishes { $open }, which takes connections
  }{ $untried_count ->
    [0] {""}
   *[other] ; DNS publishes { $untried }, which was not tested
  }
    .means = A client that is told its KMS host asks no other: what DNS publishes does not help it (errors 0xC004F074, 0x800706BA).
    .action = { $level ->
        [policy] Correct or drop the host in the group policy; or bring that KMS host back.
        [sku] Drop the setting of this product (by its activation id), or set the right host; or bring that KMS host back.
        [application] Drop KeyManagementServiceName and KeyManagementServicePort below the key of Windows' application id, or set the right host there; or bring that KMS host back.
       *[other] { $wrong ->
            [yes] { $lone ->
                [yes] Set the right host by its whole name, with its domain; the KMS administrator knows it. No KMS host was found published that this host could use instead.
               *[no] Drop the setting, so that DNS is asked, or set the right host; or bring that KMS host back.
              }
           *[no] Nothing shows that the setting is wrong, nor another KMS host: bring that one back, or mend the way to it. Only where the site has another one, set that in its place.
          }
      }{ $untried_count ->
        [0] {""}
       *[other] {" "}Test { $untried } before: DNS names it.
      }
forced-port-not-that-tested = this host is told to use port { $port } of { $host }{ $level ->
    [policy] {" "}by policy
    [sku] {" "}for one product
    [application] {" "}for all of Windows
   *[other] {" "}by its setting KeyManagementServiceName
  }{ $tried ->
    [yes] , which does not open; port { $open } of it does
   *[no] ; that port was not tested, and port { $open } of it opens
  }
    .means = A client that is told its KMS host and port asks there and nowhere else: that another port opens does not help it (errors 0xC004F074, 0x800706BA).
    .action = Test port { $port }. Where KMS listens on port { $open } (slmgr /dlv on the KMS host shows it), set { $host } with that port.
forced-host-not-that-tested = this host is told to use { $host }{ $level ->
    [policy] {" "}by policy
    [sku] {" "}for one product
    [application] {" "}for all of Windows
   *[other] {" "}by its setting KeyManagementServiceName
  }; that host was not tested, and { $tested } { $tested_count ->
    [one] was
   *[other] were
  }
    .means = A client that is told its KMS host asks no other: how others answer does not help it (errors 0xC004F074, 0x800706BA).
    .action = Test { $host }. If it is the wrong one, drop the setting, so that DNS is asked, or set the right host.
forced-port-of-another = this host is told to use { $host } on port { $port }{ $level ->
    [policy] {" "}by policy
    [sku] {" "}for one product
    [application] {" "}for all of Windows
   *[other] {""}
  }, which is { $mapper ->
    [yes] the port of RPC's endpoint mapper: no KMS host can listen there
   *[no] another service's
  }
    .means = It speaks to a service that is no KMS host (errors 0xC004F074, 0x800706BA). Nobody has to start or install anything on that port.
    .action = Correct the port: 1688, unless the KMS host was told otherwise ("slmgr /dlv" there says which). Where KMS hosts are in DNS, drop the setting: this host then finds them itself.
forced-host-is-itself = this host is told to use { $host } as its KMS host: the machine itself{ $level ->
    [policy] {" "}(by policy)
    [sku] {" "}(for one product)
    [application] {" "}(for all of Windows)
   *[other] {" "}(by its setting KeyManagementServiceName)
  }
    .means = Windows 8.1, Windows Server 2012 R2 and later take no KMS host on the machine itself, whatever listens there.
    .action = Drop the setting, so that DNS is asked, or set the KMS host of this site.
forced-for-some-product = { $host } is forced for one product alone{ $sku_given ->
    [no] {""}
   *[other] {" "}(activation id { $sku })
  }; whether that is the installed one is not known
    .means = If it is, this client asks that host and no other; if not, the setting is a leftover and does nothing.
    .action = Compare the activation id that slmgr /dlv shows, or add its output to this run with --import. Drop the setting where it is a leftover.
forced-cloud-in-vain = this host is told to use { $host }{ $level ->
    [policy] {" "}by policy
    [sku] {" "}for one product
    [application] {" "}for all of Windows
   *[other] {" "}by its setting KeyManagementServiceName
  }: the KMS of { $cloud ->
    [google] Google Cloud
    [oracle] Oracle Cloud
    [alibaba] Alibaba Cloud
    [tencent] Tencent Cloud
    [ovh] OVHcloud
    [ibm] IBM Cloud
    [aws] AWS
   *[azure] Azure
  }, and is not served there
    .means = A cloud's KMS serves that cloud's own machines alone; a machine that was moved out of one keeps the setting. Whether this machine runs there is not known.
    .action = If this machine runs in { $cloud ->
        [google] Google Cloud
        [oracle] Oracle Cloud
        [alibaba] Alibaba Cloud
        [tencent] Tencent Cloud
        [ovh] OVHcloud
        [ibm] IBM Cloud
        [aws] AWS
       *[azure] Azure
      }, keep the setting, and have its way out mended: { $cloud ->
        [azure] requests have to leave Azure from one of its own public addresses: it needs a way out (a NAT gateway, a public address or a load balancer), outbound TCP 1688 in its security groups and firewalls, and, where a default route leads to an appliance or to one's own network (forced tunnelling), routes for 20.118.99.224/32, 40.83.235.53/32 and 23.102.135.246/32 with the next hop Internet
        [google] it needs an external address or Private Google Access in its subnet, a route for 35.190.247.13/32 to the default Internet gateway, and an egress rule that lets TCP 1688 there
        [alibaba] the address belongs to the cloud's own network: its security group has to let TCP 1688 out, and no VPN or route of one's own may take 100.64.0.0/10 away
       *[other] the address has to be reached from the cloud's own network: look at its routes, and at its security groups and firewalls for outbound TCP 1688
      }. If it was moved out of that cloud, drop the setting (slmgr /ckms), so that DNS is asked, or set the KMS host of this site.
forced-foreign-cloud = this host is told to use { $host }{ $level ->
    [policy] {" "}by policy
    [sku] {" "}for one product
    [application] {" "}for all of Windows
   *[other] {" "}by its setting KeyManagementServiceName
  }: the KMS of { $cloud ->
    [google] Google Cloud
    [oracle] Oracle Cloud
    [alibaba] Alibaba Cloud
    [tencent] Tencent Cloud
    [ovh] OVHcloud
    [ibm] IBM Cloud
    [aws] AWS
   *[azure] Azure
  }, where it does not run
    .means = A cloud's KMS serves that cloud's own machines alone, even where its port answers (errors 0xC004F042, 0xC004F074). A machine that was moved out of a cloud keeps the setting.
    .action = Drop the setting, so that DNS is asked, or set the KMS host of this site.
remembered-host-dead = the KMS host of the last success, { $host }, does not answer; the client then takes another that does
kms-not-allowed = not used by this client: its settings allow { $way ->
    [token] token-based activation
   *[other] Active Directory-based activation
  } alone (VLActivationType)
    .means = The licensing service does not try KMS here, however well it would work.
    .action = Leave it where that is meant: then { $way ->
        [token] a token has
       *[other] an activation object of the domain has
      } to activate this host. Otherwise allow every way again (type 0), and where a Group Policy makes the setting, change it there: else it comes back.
kms-host-not-publishing = this is a KMS host, and it was told not to publish itself in DNS
    .means = Clients find it only where somebody wrote its record by hand, or told them its name.
    .action = Switch publishing on and restart sppsvc, or write the SRV record by hand.
kms-host-publishes-in-vain = this is a KMS host that is told to publish itself in { $zones }, and no record of it stands there
    .means = Windows writes the record itself when sppsvc starts. The DNS servers refuse it, or somebody deleted it since: in the log of this host, event 12293 tells a failure and its code, 12294 a success.
    .action = Let this host write _vlmcs._tcp in the zone (dynamic updates, rights on the record), or write the SRV record by hand.
kms-host-publish-failed = { $host_given ->
    [no] this KMS host
   *[other] the KMS host { $host }
  } could not publish its record in DNS ({ $code }, event 12293{ $day_given ->
    [no] {""}
   *[other] {" "}of { $day }
  })
    .means = Clients that ask DNS do not find that KMS host. { $why ->
    [rights] The DNS server refuses the change: the zone takes no updates from this KMS host, or another one made the record first, and this one may not change it.
    [no-server] The KMS host had no DNS server to send it to.
   *[other] The DNS server did not take it.
  }
    .action = { $why ->
    [rights] See that the zone takes dynamic updates, and that the computer account of the KMS host may write there. Where the record _vlmcs._tcp stands already, another KMS host made it: let this one write it too (DNS Manager: properties of the record, security). It tries again when sppsvc starts there, and each day. Or write the SRV record by hand. Until then, clients can be told the KMS host by name (slmgr /skms).
    [no-server] Set the DNS servers of the KMS host; then restart sppsvc there, so that it publishes again.
   *[other] See whether the zone takes dynamic updates, and whether its server answers the KMS host. It tries again when sppsvc starts there, and each day. Or write the SRV record by hand.
  }
kms-host-published = { $host_given ->
    [no] this KMS host
   *[other] the KMS host { $host }
  } published its record in DNS (event 12294{ $day_given ->
    [no] {""}
   *[other] {" "}of { $day }
  })
other-kms-host-not-publishing = the KMS host{ $host_given ->
    [no] {""}
   *[other] {" "}{ $host }
  } was told not to publish itself in DNS
    .means = Clients find it only where somebody wrote its record by hand, or told them its name.
    .action = Let it publish itself again, or write its SRV record.
kms-host-listens-elsewhere = the KMS host{ $host_given ->
    [no] {""}
   *[other] {" "}{ $host }
  } says that it listens on port { $port }; DNS publishes { $published }
    .means = Clients try the published port, on which this host does not listen.
    .action = Correct the port in the SRV record, or let the host listen on the published one.
kms-host-rule-on = the rule of this KMS host's own firewall that lets clients in (SPPSVC-In-TCP) is on
kms-host-rule-off = the rule of this KMS host's own firewall that lets clients in (SPPSVC-In-TCP) is off
    .means = Unless another rule lets TCP 1688 in, or the firewall is off, no client reaches this KMS host: it counts none.
    .action = Switch on the rule that Windows brings along for KMS clients (SPPSVC-In-TCP).
kms-host-not-listening = { $host_given ->
    [no] this is a KMS host, and nothing listens on its port (TCP 1688)
   *[yes] the port does not open: on the KMS host { $host } nothing listens on it (TCP 1688)
  }{ $stopped ->
    [yes] : the licensing service (sppsvc) is stopped
   *[no] {""}
  }
    .means = A KMS host is the licensing service (sppsvc) with a KMS host key: while it does not run, or has no such key, nobody is activated there.
    .action = Start the licensing service there. If it runs and does not listen, look whether a KMS host key is installed and activated (slmgr /dlv: VOLUME_KMS, and not KMSCLIENT), and which port it was told.
kms-host-listens-behind = the port does not open from here, and the KMS host { $host } itself listens on it{ $rule ->
    [yes] , with its own rule for KMS clients on
   *[no] {""}
  }
    .means = The service is there and the machine is up. { $rule ->
    [yes] Something between the two stops the port, most likely a firewall on the way.
   *[no] Either that machine's own firewall or one on the way stops the port.
  }
    .action = { $rule ->
    [yes] Look for this flow in the logs of the firewalls on the way, and let TCP 1688 pass. If it gets there, the KMS administrator looks for another rule on that machine.
   *[no] See whether that machine's own firewall lets TCP 1688 in. If it does, look for this flow in the logs of the firewalls on the way.
  }
kms-host-service-disabled = the port does not open: on the KMS host { $host } the licensing service (sppsvc), which listens there, is disabled
    .means = A KMS host is that service: while it is disabled, nobody is activated there, and nothing listens on its port.
    .action = On the KMS host, set the service back to delayed automatic, as Windows has it, and start it; then look whether KMS is enabled there. Where Windows refuses sc.exe (error 5), the second command sets the same, and a restart of Windows is needed.
kms-host-service-stopped = the port does not open: on the KMS host { $host } the licensing service (sppsvc), which listens there, is stopped
    .means = A KMS host is that service: while it is stopped, nobody is activated there, and nothing listens on its port.
    .action = On the KMS host, start the service; then look whether it stays up and listens. If it stops again, its end stands in the logs: System (7031, 7034) and Application (Security-SPP).
system-resolver-agrees = the resolver of Windows says what the DNS servers say
system-resolver-differs = for { $name }, the resolver of Windows { $system_count ->
    [0] finds nothing
   *[other] says { $system }
  }, and the DNS servers { $servers_count ->
    [0] say that there is nothing
   *[other] say { $servers }
  }{ $rule_given ->
    [no] {""}
   *[other] {" "}(a rule of the Name Resolution Policy Table: { $rule })
  }
    .means = The licensing service asks the resolver of Windows, which has a cache, a hosts file and rules of its own: its answer is the one that counts.
    .action = { $rule_given ->
        [no] Empty the cache; where that does not help, look for an entry in the hosts file, a VPN client or another resolver on this host.
       *[other] Correct the rule (group policy, DirectAccess, VPN), or have the servers that it names answer for the zone.
      }
kms-host-asked = Windows itself names the KMS host that it asks: { $host }
srv-published = { $name } publishes { $targets }
srv-name-not-found = no KMS host is published: { $names } { $names_count ->
    [one] does not exist
   *[other] do not exist
  }, say the DNS servers that answer
    .means = A Windows client that looks for a KMS host finds none (error 0x8007232B).
    .action = Let the KMS host publish its record: switch publishing on there, and restart sppsvc. Not needed where ADBA or MAK is meant.
srv-no-data = { $names } { $names_count ->
    [one] exists, but holds
   *[other] exist, but hold
  } no SRV record
    .means = A client gets an empty answer (error 0x8007251D): a wildcard, or a record of another type, stands under that name.
    .action = Publish the SRV record, and remove the wildcard or the leftover record.
srv-domain-unknown = the DNS servers that answer do not know the domain of { $names } itself
    .means = Either they are not those of this domain (a public resolver, the wrong interface), or the suffix that this host searches is mistyped. As it is, this host finds neither KMS hosts nor domain controllers.
    .action = Correct the suffix if it is mistyped; otherwise point the network connection to the domain's own DNS servers.
srv-asked-of-public = { $names } { $names_count ->
    [one] was
   *[other] were
  } asked for at { $servers_count ->
    [one] { $servers }, a public resolver
   *[other] { $servers }, public resolvers
  }: { $servers_count ->
    [one] it knows
   *[other] they know
  } no zone of a site
    .means = Whether a KMS host is published inside the site, a public resolver cannot tell. A host that asks it alone finds neither KMS hosts nor domain controllers (error 0x8007232B).
    .action = { $others ->
        [yes] Ask the DNS servers that this host is set to.
       *[no] Point the network connection to the DNS servers of the domain, and to no public one beside them.
      }
srv-missed-in-workgroup = this host is in no domain{ $code_given ->
    [no] , and nothing was seen of a KMS host
   *[other] , and Windows itself found no KMS host by name ({ $code })
  }
    .means = A KMS client key is Microsoft's published one. It activates by a KMS host of the own organisation alone, and is the licence of nobody. In a workgroup no domain leads to such a host.
    .action = { $firmware_given ->
        [no] Ask whoever holds the licence (who bought this machine or its Windows) for the key that was bought: on its sticker, in the licensing portal, with the reseller.
       *[other] The firmware holds a key of its own, ending in { $firmware }. If it is for this edition, install that one. If it is refused, ask whoever holds the licence for the key that was bought.
      } Install it and activate online or, without Internet, with a confirmation ID. Only where the organisation has a KMS host, tell this host its name instead (slmgr /skms).
kms-not-needed = no KMS host is published ({ $names }), and this Windows needs none: Active Directory renews it
kms-seen-serving = { $host_given ->
    [no] a KMS host
   *[other] { $host }
  } was seen to activate this Windows{ $day_given ->
    [no] {""}
   *[other] {" "}on { $day }
  }
srv-asked-of-gateway = { $names } was asked of { $servers }: a router, which knows none
    .means = A router knows no zone of a site unless it forwards that zone. Whether a KMS host is published inside the site, it cannot tell (error 0x8007232B).
    .action = { $vpn_given ->
        [no] Connect this host to the site's network. If it is there already, give the connection the domain's own DNS servers; where DHCP, or with IPv6 the router (RDNSS), hands them out, correct them there. If the router is meant to forward the domain, look into its forwarding.
       *[yes] Connect "{ $vpn }", which was not connected: by it this host reaches the site's DNS servers and its KMS host. Then look for the record again, and activate.
      }
srv-hidden-by-first-server = { $first }, which is asked first, says that there is no { $name }; { $behind } has it, and is not asked
    .means = Of the DNS servers of one network connection, a client believes the first that answers. The next is asked only where the first is silent, so this host does not find the record (error 0x8007232B).
    .action = { $first_is ->
        [stranger] { $first } does not know the domain at all: take it out of the connection's DNS servers, or, where it is the site's own, have it forward the domain to a server that has it. Where DHCP, or with IPv6 the router (RDNSS), hands out the servers, correct them there.
        [public] { $first } is a public resolver, which knows no zone of a site. If this host is not on the site's network, connect it there. Else give the connection the domain's DNS servers ({ $behind }) and no public one beside them; where DHCP, or with IPv6 the router (RDNSS), hands them out, correct them there.
        [gateway] { $first } is this host's default gateway: a router, and no DNS server of the domain. Connect this host to the site's network. If it is there already, give the connection the domain's DNS servers ({ $behind }) and no other; where DHCP, or with IPv6 the router (RDNSS), hands them out, correct them there.
        [without-controllers] By { $first } Windows finds no domain controller either: it is no DNS server of the domain. Connect this host to the site's network. If it is there already, give the connection the domain's DNS servers ({ $behind }) and no other; where DHCP, or with IPv6 the router (RDNSS), hands them out, correct them there.
       *[own] Give { $first } the zone with this record. Where it is a secondary of that zone (ZoneType), have it transfer the zone anew; where it has a zone of its own, such as a view for the Internet, add the record there; else have it forward the domain to a server that has it.
      }
srv-past-lookup-domain = this host is told to look for KMS in { $domain } alone (KeyManagementServiceLookupDomain), which publishes none; { $name } has a record, and is not asked
    .means = A client with this setting ignores its own suffixes (error 0x8007232B). The setting is often left over from another domain.
    .action = Drop the setting, so that the host looks in its own zone.
srv-lookup-domain-empty = this host is told to look for KMS in { $domain } alone (KeyManagementServiceLookupDomain), which publishes none
    .means = A client with this setting ignores its own suffixes (error 0x8007232B). The setting is often left over from another domain.
    .action = Drop the setting, so that the host looks in its own zone. Where { $domain } is meant, its KMS host has to publish its record there.
srv-lookup-domain-not-asked = this host is told to look for KMS in { $domain } alone (KeyManagementServiceLookupDomain); whether that domain publishes any was not asked
    .means = A client with this setting asks for _vlmcs._tcp.{ $domain }, and for no other name: what other domains publish does not count for it.
    .action = Ask DNS for that name. If the domain is a leftover, drop the setting (slmgr /ckms-domain).
srv-in-directory-domain-alone = { $name } has the record, in this host's Active Directory domain; the host searches only { $suffixes }
    .means = A client looks where its DNS suffixes lead. Its primary suffix is not the domain's name here (a disjoint namespace), so it does not find the record (error 0x8007232B).
    .action = Tell this host to look there, or add the domain to its suffix search list, or publish in the other zone too (DnsDomainPublishList on the KMS host).
srv-outside-searched = { $name } has the record; this host { $suffixes_count ->
    [0] has no suffix to search, and asks for none
   *[other] searches { $suffixes }, and does not ask for it
  }
    .means = nslookup of a full name asks where a client does not. It looks where its DNS suffixes lead (errors 0x8007232B, 0x8007007B).
    .action = Tell this host to look there, or give it that DNS suffix (a search list, or DHCP option 15), or tell it the KMS host by name (slmgr /skms).
srv-unfound-elsewhere = Windows found no record of a KMS host ({ $code }): _vlmcs._tcp.{ $domain } exists ({ $targets }), and in { $own }, where this host looks, there is none
    .means = A client asks in its primary DNS suffix and in its search list, and in the parents of that suffix only as far as Windows devolves it. That nslookup finds a full name elsewhere does not help it.
    .action = Tell this host to look in { $domain } (slmgr /skms-domain), or have the DNS administrator write the record in its own zone as well (DnsDomainPublishList on the KMS host).
srv-missed-by-service = Windows found no record of a KMS host ({ $code }); by the captures this host looks in { $suffixes }{ $servers_count ->
    [0] {""}
   *[other] {" "}and asks { $servers }
  }
    .means = A client asks for _vlmcs._tcp in the domains of its suffixes, and nowhere else. Whether the record is missing there, or this host has the wrong suffix or DNS server, the captures do not tell.
    .action = { $vpn_given ->
        [no] Ask the same server for that record. Where this is not the domain of the KMS host, give this host the right suffix (or join the domain), or tell it the KMS host by name (slmgr /skms HOST); where it is, the KMS host has to publish its record there.
       *[yes] Connect "{ $vpn }", which was not connected: by it this host reaches the site's DNS servers and its KMS host. Then look for the record again, and activate.
      }
srv-not-offered = { $names } { $names_count ->
    [one] says
   *[other] say
  } that the service is decidedly not offered (target ".")
    .means = Clients are told not to look for a KMS host in this domain.
    .action = Remove that record if KMS is meant to be used here.
srv-not-served = { $names }: the DNS servers answer other questions, and this kind of record (SRV) not at all{ $answers_count ->
    [0] {""}
   *[other] {" "}({ $answers })
  }
    .means = This resolver does not serve SRV: some routers, filters and VPN clients do not. Whether a KMS host is published is not known; it must not be taken for absent.
    .action = Ask a server of the zone itself{ $zone_server_given ->
        [no] {""}
       *[other] {" "}({ $zone_server })
      }; let the resolver pass SRV questions on, or give this host a DNS server that does.
srv-alias-broken = { $names } is an alias for { $ends }, which has no such record
    .means = The alias leads to nothing; a client takes that for a record that is not there (error 0x8007232B).
    .action = Make the record that the alias leads to, or delete the alias and publish the record itself.
srv-unanswered = no DNS server gave an answer for { $names }{ $answers_count ->
    [0] {""}
   *[other] {" "}({ $answers })
  }
    .means = Whether a KMS host is published is not known; it must not be taken for absent.{ $failing_count ->
        [0] {""}
       *[other] {" "}{ $failing } answers for the domain itself, and fails on this name.
      }
    .action = { $failing_count ->
        [0] First make a DNS server answer, then run this again.
       *[other] Look on { $failing } why it fails on this name: a broken copy of the zone, or a part of it that is delegated to a server that does not answer. Then run this again.
      }
srv-needs-tcp = { $servers } { $servers_count ->
    [one] answers
   *[other] answer
  } other questions over UDP; for { $names } no whole answer comes, and TCP port 53 does not let anything through
    .means = An answer that does not fit into a UDP packet, as with many KMS hosts, is asked for again over TCP. Clients do not get it either.
    .action = Let TCP port 53 pass from this host to the DNS servers, beside UDP, on the way and in the servers' own firewalls; or publish fewer KMS hosts.
service-rule-allows = the firewall of this host lets the Software Protection service (sppsvc) out to TCP 1688
service-rule-missing = the firewall of this host blocks what goes out ({ $profiles }), and no rule lets the Software Protection service (sppsvc) out to TCP 1688
    .means = That this tool gets out proves nothing for the service.
    .action = Add an outbound rule for the service, and activate.
service-rule-forbids = rules of this host's firewall forbid the way of the Software Protection service (sppsvc): { $rules }
    .means = A rule that forbids wins over those that allow: that this tool gets out proves nothing for the service.
    .action = Disable these rules, or limit them to what they are meant for; then activate.
cloud-kms-untold = no KMS host is published, and this host's settings do not name { $host }, the KMS of its provider
    .means = Windows never looks for a provider's KMS by itself: images of the provider carry its name, a machine that was brought along does not (error 0x8007232B).
    .action = Tell this host of it, then activate.
srv-asked-without-domain = _vlmcs._tcp was asked for without a domain, and not found; in which domains it was looked for is not in the capture
    .means = Either this host has no DNS suffix, and then it looks for a KMS host nowhere (error 0x8007007B), or no KMS host is published in its suffixes (0x8007232B).
    .action = Ask again with the domain.
srv-undiscovered = this client knows no KMS host from DNS (slmgr: DNS auto-discovery, KMS name not available)
    .means = Windows keeps the KMS host that it found by DNS, and has none: at its last look it found no _vlmcs._tcp record, so that no KMS host was asked. Whether there is one by now, the captures do not tell.
    .action = Ask DNS for that record in this host's domain. If there is one, activate. If there is none, the KMS host has to publish it there, or this host is told the KMS host by name (slmgr /skms HOST).
srv-not-asked = KMS hosts were not looked for
    .means = Nothing was seen that speaks for or against KMS.
    .action = Ask for it: run actprobe on that host with the discovery, add nslookup of _vlmcs._tcp to the captures, or name the KMS host.
kms-of-cloud = the cloud provider runs a KMS for its machines, so none needs to be published
srv-outside-own-zones = only { $name } has the record; this host itself { $suffixes_count ->
    [0] has no suffix to search
   *[other] would search { $suffixes }
  }
    .means = Clients configured like this host do not find it, although the record exists (error 0x8007232B).
    .action = Publish in the clients' zones too (DnsDomainPublishList on the KMS host).{ $decides ->
        [yes] {" "}If this host only stands in for a server of that domain, name that server's DNS servers as well (--dns-server).
       *[no] {""}
      }
srv-outside-unknown-zones = only { $name } has the record; this host itself would search { $suffixes }, which its DNS servers do not know
    .means = As a rule the suffix is mistyped, or left over from a domain that is gone: nobody can publish there. Clients configured like this host find no KMS host (error 0x8007232B).
    .action = Correct the suffix of this host, so that it searches the domain that has the record.{ $decides ->
        [yes] {" "}If this host only stands in for a server of that domain, name that server's DNS servers as well (--dns-server).
       *[no] {""}
      }
srv-in-own-zone = { $name } is where this host looks
srv-target-is-alias = the SRV target { $target } is an alias for { $aliases }
    .means = RFC 2782 forbids it; most clients follow it, some do not.
    .action = Let the record name the host itself.
srv-target-is-address = the SRV record holds the address { $address } where a host's name belongs ({ $target })
    .means = RFC 2782 wants a name there. Some clients take an address all the same, others do not; where the zone was added behind it, no client finds it.
    .action = Let whoever wrote the record put the KMS host's full name there, with the final dot.
srv-target-has-zone-twice = the SRV target { $target } has its zone twice; { $meant } was meant
    .means = In a zone file, a name without a final dot gets the zone added behind it. That name does not exist, so a client that draws this record fails.
    .action = Write { $meant } with its final dot.
srv-port-wrong = { $target } takes KMS clients on port { $listens }; the SRV record says port { $port }
    .means = Clients that draw this record connect to port { $port }, where no KMS host answers (errors 0xC004F074, 0x800706BA). The KMS service runs on that machine.
    .action = Write port { $listens } into the record, or delete the record where the KMS host has made one of its own.
srv-port-of-another = the SRV record of { $target } says port { $port }, which is { $mapper ->
    [yes] the port of RPC's endpoint mapper: no KMS host can listen there
   *[no] another service's
  }
    .means = A client connects to the port in the record and nowhere else: it speaks to a service that is no KMS host (errors 0xC004F074, 0x800706BA). Nobody has to start or install anything on that port.
    .action = Correct the record: the name of a KMS host, and the port that it listens on (1688, unless it was told otherwise; "slmgr /dlv" there says which). Delete the record if { $target } is no KMS host.
srv-port-zero = the SRV record of { $target } carries port 0
    .means = Nothing can connect to it; a client that draws this record fails.
    .action = Correct or delete the record; KMS listens on 1688 unless it was told otherwise.
srv-duplicate = { $target } is published twice
    .means = Harmless for clients, but the sign of a leftover record.
    .action = Delete the older record.
publisher-unexpected = published, but not among the hosts that the site expects
    .means = Somebody installed a KMS host key on that machine: it publishes itself, and splits the count of the real hosts (error 0xC004F038 on some clients).
    .action = Put a client key on that machine, stop its publishing and delete the record.
publishers-expected = only expected hosts are published
expected-host-published = published as expected
expected-host-other-port = published as { $published } instead{ $alive ->
    [yes] , although it accepts the RPC bind on the expected port
    [no] , and does not answer on the expected port either
   *[other] {""}
  }
    .means = A client tries the published port. Where KMS listens on the other one, activation fails (error 0xC004F074).
    .action = Compare the port that the KMS host listens on (slmgr /dlv there) with the record, and bring them into line.
expected-host-unpublished = expected, but not published{ $alive ->
    [yes] , although it accepts the RPC bind
    [no] , and it does not answer either
   *[other] {""}
  }
    .means = Clients do not find this host. Where another host made the record first, it may not be allowed to add itself (event 12293, 0x80072338).
    .action = Let the KMS host's account write the _vlmcs._tcp record, then publish again from it.

### Names and ports

name-resolves = has the { $addresses_count ->
    [one] address
   *[other] addresses
  } { $addresses }
name-not-found = the name does not exist{ $server_given ->
    [no] {""}
   *[other] , says { $server }
  }
    .means = { $role ->
        [kms] The SRV record names a host that is gone (errors 0x800706BA, 0xC004F074).
        [named-kms] A setting names a KMS host by a name that does not exist here: it is mistyped, or that host is gone; and a client that is told its host asks no other (errors 0x800706BA, 0xC004F074).
        [proxy] The configured proxy name is wrong or stale, so nothing leaves through it (error 0x80072EE7).
        [controller] The locator record names a domain controller that is gone.
        [cloud] This is the public name of the cloud's own KMS: the DNS servers of this host do not pass on what stands in public DNS (error 0x8007232B).
       *[endpoint] This host cannot resolve Internet names, and no proxy is configured that would (error 0x80072EE7).
      }
    .action = { $role ->
        [kms] If the host is gone, put the one that serves into its record, or delete the record where others are left; else give the host its address record back.
        [named-kms] Set the right host by its whole name; or drop the setting where DNS publishes a KMS host, so that DNS is asked.
        [proxy] Correct the proxy setting or the DNS record of the proxy.
        [controller] Remove the records of the decommissioned domain controller (metadata cleanup), or give it its address record back.
        [cloud] Let them forward this name to the cloud's own resolver (in Azure 168.63.129.16), or to public DNS.
       *[endpoint] Allow external resolution for this host.
      }
short-name-not-found = { $host } is a short name, and none with this host's DNS suffix exists{ $server_given ->
    [no] {""}
   *[other] , says { $server }
  }
    .means = This host adds its suffix to a short name{ $suffixes_count ->
        [0] {""}
       *[other] {" "}({ $suffixes })
      }: where it has another suffix than the KMS host, it asks for another name. That the KMS host is gone, this does not say. A client that is told its host asks no other (errors 0x800706BA, 0xC004F074).
    .action = Set the KMS host by its whole name, with its domain; the KMS administrator knows it.
name-alias-broken = the name is an alias for { $end }, which does not exist or has no address{ $server_given ->
    [no] {""}
   *[other] , says { $server }
  }
    .means = { $role ->
        [kms] The record of the KMS host is there; what its alias leads to is gone (errors 0x800706BA, 0xC004F074).
        [named-kms] The name of the KMS host is there; what its alias leads to is gone (errors 0x800706BA, 0xC004F074).
        [cloud] The name of the provider's KMS is there; what it leads to is not resolved here (errors 0x800706BA, 0xC004F074).
        [proxy] The proxy's name is there; what its alias leads to is gone, so nothing leaves through it (error 0x80072EE7).
        [controller] The name of the domain controller is there; what its alias leads to is gone.
       *[endpoint] The name is there; what it leads to is not resolved here (error 0x80072EE7).
      }
    .action = { $role ->
        [cloud] Let the DNS servers resolve { $end } too.
        [endpoint] Let the DNS servers resolve { $end } too.
       *[other] Give { $end } its address back, or let the alias lead to the right name.
      }
name-has-no-address = the name exists, but has no address{ $server_given ->
    [no] {""}
   *[other] , says { $server }
  }
    .means = { $role ->
        [kms] A client finds the host's name and cannot connect to it (error 0xC004F074).
        [named-kms] The KMS host that was set by hand has no address, and a client that is told its host asks no other (error 0xC004F074).
       *[other] Nothing can be connected to.
      }
    .action = { $role ->
        [kms] Let the KMS host register its A and AAAA records, or delete the SRV record.
        [named-kms] Drop the setting, so that DNS is asked, or set the right host; or let that host register its address.
        [cloud] Take what hides this public name out of the site's DNS, or forward it to the cloud's own resolver.
       *[other] Add the address record.
      }
name-known-to-others = { $server_given ->
    [no] the DNS server that this host asks first
   *[other] { $server }, the DNS server that this host asks first,
  } { $family_given ->
    [no] says that there is no such name or no address
   *[other] has no { $family } address for this name, and this host uses { $family } alone
  }; { $others } has one, and is not asked
    .means = { $role ->
        [endpoint] { $family_given ->
            [no] Of the DNS servers of one network connection, a client believes the first that answers; the next is asked only where the first is silent. The first one resolves other Internet names: a filter on it bars this name, or a zone of its own hides it (error 0x80072EE7).
           *[other] Nothing was sent: a client believes the first DNS server that answers, and asks the next only where that one is silent. The first one does not pass this address on, or makes none for a network that translates (DNS64), as { $others } does.
          }
       *[other] { $family_given ->
            [no] {""}
           *[other] Nothing was sent; by { $others }, the machine has the address that is missing.{" "}
          }Of the DNS servers of one network connection, a client believes the first that answers. The next is asked only where the first is silent. Hosts that ask { $others } first find the machine.
      }
    .action = { $role ->
        [endpoint] { $family_given ->
            [no] Make an exception for this name in the filter of { $server_given ->
                [no] the first one
               *[other] { $server }
              }, or take the zone that hides it away there, so that it answers as { $others } does.
           *[other] Let { $server_given ->
                [no] the first one
               *[other] { $server }
              } answer for this name as { $others } does.
          }
       *[other] { $stranger ->
            [yes] { $server } serves everybody, and is none of this domain's DNS servers: take it out of the connection's DNS servers. Where DHCP, or with IPv6 the router (RDNSS), hands out the servers, correct them there.
           *[no] Bring this name into line on both DNS servers: let { $server_given ->
                [no] the first one
               *[other] { $server }
              } have this name as well. Where it is a secondary of the zone, it transfers the zone anew; where it has a zone of its own, add the name there; else it forwards the domain to a server that has the name.
          }
      }
name-denied-beside-others = { $server } says that there is no such name or no address, and resolves other names of the Internet
    .means = This host resolves Internet names; something bars this one: a filter on that DNS server or on the one that it forwards to, or a zone there that hides it (error 0x80072EE7).
    .action = Make an exception for this name in the filter of { $server }, or take the zone that hides it away there.
name-addresses-kept-back = { $server_given ->
    [no] the DNS server
   *[other] the DNS server { $server }
  } gives no { $family_given ->
    [no] {""}
   *[other] { $family }{" "}
  }address for this name, and does not say that there is none
    .means = A server that knows of no address shows the zone's SOA record with that; this one shows nothing. So answer resolvers that take private addresses (10.x, 192.168.x, fd00::) out of what they pass on, against DNS rebinding. The record itself may be right.
    .action = Ask the zone's own server for this name. If it has an address, let this resolver pass private addresses of the domain (unbound: private-domain; dnsmasq: rebind-domain-ok; routers: an exception to DNS rebind protection).
name-server-fails = the DNS server { $server } { $how ->
    [query-refused] refuses to look it up
   *[other] fails on this name
  }{ $others_count ->
    [0] {""}
    [one] , and so does { $others }
   *[other] , and so do { $others }
  }
    .means = { $role ->
        [endpoint] The name cannot be turned into an address, and no proxy is configured that would do so (error 0x80072EE7): { $inside ->
            [yes] the site's own names are answered, and none that was asked outside. { $how ->
                [query-refused] Names outside are looked up for nobody there, or not for this host.
               *[other] It is the forwarding, or the line behind it.
              }
           *[no] { $how ->
                [query-refused] a rule on the server is against it, for all names outside the site or for this one.
               *[other] most likely the server, or the forwarder that it asks for names outside the site, does not get there.
              }
          }
        [cloud] The public name of the cloud's own KMS cannot be turned into an address, so that nothing leads there (error 0xC004F074).
       *[other] The name cannot be turned into an address.
      }
    .action = { $role ->
        [endpoint] { $how ->
            [query-refused] Let the server look this name up for this host.
           *[other] Check the forwarders of { $others_count ->
                [0] that server
               *[other] each
              }, and that it reaches them.
          } On a site without Internet, this is as intended: use KMS, ADBA or a confirmation ID.
        [cloud] Let { $server } look this public name up: at the cloud's own resolver (in Azure 168.63.129.16), or in public DNS.
       *[other] Repair that zone or its forwarder.
      }
name-fails-beside-others = { $server } { $how ->
    [query-refused] refuses to look this name up
   *[other] fails on this name
  }, and resolves other names of the Internet{ $others_count ->
    [0] {""}
    [one] ; so does { $others }
   *[other] ; so do { $others }
  }{ $reason_given ->
    [no] {""}
   *[other] ; its reason: { $reason }
  }
    .means = The server gets out to the Internet; what it does not get is this domain (error 0x80072EE7): { $how ->
        [query-refused] a rule on it is against the name.
       *[other] its DNSSEC validation rejects the answers, or the server that it asks for this domain fails.
      }
    .action = { $how ->
        [query-refused] Let { $server } look this name up for this host.
       *[other] Ask { $server } with and without validation. If the name is found without, mend the trust anchor for this domain, or the forwarder that strips its signatures; if not, mend the forwarder for this domain.
      }
name-leads-nowhere = leads to { $addresses }, where { $role ->
    [endpoint] no server of Microsoft can be
    [cloud] no KMS host of a cloud can be
   *[other] no machine can be
  }{ $by ->
    [hosts-file] : so says this host's hosts file
    [dns] , says { $server }
   *[other] {""}
  }
    .means = { $by ->
        [hosts-file] Somebody barred the name on this host; DNS is not asked for it.
        [dns] A filter of names (DNS firewall, sinkhole) answers in the place of the right record.
       *[other] The setting holds a placeholder.
      }
    .action = { $by ->
        [hosts-file] Take the entry out of the hosts file.
        [dns] Exempt this name from the filter, or correct the record.
       *[other] Correct the setting.
      }
name-leads-elsewhere = { $host } leads to { $address }{ $others_count ->
    [0] {""}
   *[other] , which is { $others } by the name of that address
  }{ $anything ->
    [yes] ; a name that does not exist leads there too
   *[no] {""}
  }
    .means = { $anything ->
        [yes] A wildcard in the zone gives this address to every name that has none: { $host } itself has no address record.
       *[no] The address is another machine's: the address record of { $host } is wrong, or was left behind when the address was given to another machine.
      }
    .action = Find the machine that bears the name { $host }, and correct its address record; before that, nothing is to be started or opened at { $address }.
name-differs-from-dns = this host's hosts file leads { $host } to { $addresses }, and DNS to { $in_dns }
    .means = The hosts file comes before DNS. An entry that was once written there does not follow when a machine gets another address.
    .action = Take the entry out of the hosts file, unless it is meant so. What was seen at { $addresses } says nothing of the machine that DNS names.
name-from-hosts-file = { $addresses } { $addresses_count ->
    [one] stands
   *[other] stand
  } in this host's hosts file, which comes before DNS
    .means = What was once written there does not follow when a machine gets another address.
    .action = Compare the entry with DNS, and take it out where they differ.
name-unanswered = { $server_given ->
    [no] no DNS server answered for this name
   *[yes] the DNS server { $server } gave no answer for this name in time
  }
    .means = Whether the name has an address is not known.{ $others ->
        [yes] {" "}For other names of the same kind, an answer came in the same run: some were lost on the way, or the server limits how many it gives one client in a second.
       *[no] {""}
      }
    .action = { $others ->
        [yes] Run again. If answers go missing each time, ask whoever runs the DNS server whether it limits the queries of one client.
       *[no] { $server_given ->
            [no] First make a DNS server answer, then run this again.
           *[yes] See whether { $server } answers for other names of the Internet, and whether the servers that it asks in its turn (forwarders) answer it. Then ask again.
          }
      }
port-open = takes TCP connections
port-dead-beside-live = this address does not take the connection ({ $how }{ $router_given ->
    [no] {""}
   *[other] , says { $router }
  }); another address of the same name does
    .means = Whoever tries it first{ $family ->
        [IPv6] , as Windows does with IPv6,
       *[other] {""}
      } loses time before it goes on.
    .action = { $how ->
        [blocked-locally] Allow the connection to this address in the outbound rules of this host.
        [refused] { $role ->
            [endpoint] Something on the way refuses in the endpoint's name, or nothing listens at that address: is it still one of this name? If it is, let TCP to it pass; a rule by the name goes along when its addresses change.
           *[other] Start the service at this address too, or take the address out of DNS. If it listens there, a firewall on the way refuses.
          }
        [net-unreachable] { $router_given ->
            [no] Trace the way to this address: the router after the last that answers has no route to it, and needs one.
           *[other] Give { $router } a route to this address, or correct the route that leads through it.
          } No port has to be opened for that.{ $role ->
            [endpoint] { $family ->
                [IPv6] {" "}Or let this host prefer IPv4.
               *[other] {""}
              }
           *[other] {" "}Or take the address out of DNS.
          }
        [time-exceeded] Look for routers whose routes to this address lead to each other, a default route against a missing one as a rule.
       *[other] { $role ->
            [endpoint] { $family ->
                [IPv4] Let IPv4 out to the Internet too, as IPv6 is.
                [IPv6] Let IPv6 out to the Internet too, or let this host prefer IPv4.
               *[other] A rule lets some addresses of this name out, and not this one: let the name pass rather than fixed addresses, or add this one{ $router_given ->
                    [no] {""}
                   *[yes] {" "}on { $router }
                  }.
              }
           *[other] Let this address pass too, or take it out of DNS.
          }
      }
port-silent = no answer to TCP{ $waited_given ->
    [no] {""}
   *[other] {" "}within { $waited }
  }
    .means = { $up_given ->
        [no] { $beside ->
            [yes] Another address of this name takes connections there. If both are one machine, it is up: its own firewall drops the packets for this address, or something on the way does. A client that tries this address first waits, or fails.
           *[no] { $role ->
                [kms] Silence does not tell why: the KMS host is down or gone, its own firewall drops the packets, or something on the way does (errors 0xC004F074, 0x800706BA).
                [proxy] Silence does not tell why: the proxy is down, its own firewall drops the packets, or something on the way does (error 0x80072EE2).
                [controller] Silence does not tell why: the domain controller is down, its own firewall drops the packets, or something on the way does. A member that reaches no controller cannot read activation objects.
               *[endpoint] A firewall drops direct traffic to the Internet (error 0x80072EE2).
              }
          }
       *[other] { $up } of the same address answers, so the machine is up and the way there is right. { $role ->
            [endpoint] A rule on the way lacks this port (error 0x80072EE2).
           *[other] For this port alone there is silence: nothing listens on it (Windows' own firewall hides that), the machine's own firewall drops it, or something on the way does.
          }{ $beside ->
            [yes] {" "}Another address of this name takes connections on it; a client that tries this one first waits before it goes on.
           *[no] {""}
          }
      }
    .action = { $up_given ->
        [no] { $beside ->
            [yes] First on that machine: does the service listen on this address too, and does its own firewall let it in? If so, the network team looks for this flow. If the address is not meant for clients, take it out of DNS.
           *[no] { $role ->
                [kms] First on the KMS host: is it up, does KMS listen on that port, and does its firewall let the port in (rule "Key Management Service (TCP-In)", which is for port 1688)? If all three are true, the packets are lost on the way: the network team looks for this flow. If the host is gone, put the right host into its record or the setting.
                [proxy] First on the proxy: is it up, does it listen on that port, and does its own firewall let the port in? If all three are true, the packets are lost on the way: the network team looks for this flow. If the proxy is gone, correct the setting.
                [controller] First on the domain controller: is it up, and does its own firewall let members in? If both are true, the packets are lost on the way: the network team lets TCP and UDP 389 and 88 pass, DNS, and what else a member needs.
               *[endpoint] Open TCP from this host to the activation endpoints.
              }
          }
       *[other] { $role ->
            [kms] First on the KMS host: does KMS listen on that port (slmgr /dlv says on which), and does its firewall let the port in (rule "Key Management Service (TCP-In)", which is for port 1688)? If both are true, something on the way drops this port: the network team looks for this flow. If it is no KMS host any more, put the right host into its record or the setting.
            [proxy] First on the proxy: does the proxy service listen on that port, and does its own firewall let the port in? If both are true, something on the way drops this port: the network team looks for this flow.
            [controller] First on the domain controller: does the service of this port run (389: NTDS; 88: Kdc), and does its own firewall let this port in? If both are true, something on the way drops this port: the network team looks for this flow.
           *[endpoint] Let this port to the activation endpoints pass as well.
          }
      }
port-silent-as-told = no answer to TCP{ $waited_given ->
    [no] {""}
   *[other] {" "}within { $waited }
  }; of another address beside it, { $router } says that it does not pass the packets on
    .means = Routers and firewalls say so of a few packets only and drop the others without a word: that silence is most likely the same fault (error 0x80072EE2, 0xC004F074 or 0x800706BA). Whether the machine itself is up shows only when that is mended.
    .action = Mend the way first, for this address too: see what { $router } says. Then run actprobe again; who is still silent then has a fault of his own.
silent-beside-others = no answer to TCP{ $waited_given ->
    [no] {""}
   *[other] {" "}within { $waited }
  }, while other endpoints answer on the same way
    .means = The way to the Internet is open: a rule on it lacks these (error 0x80072EE2).
    .action = Let TCP from this host to these endpoints pass as well.
port-refused = the connection is refused
    .means = { $role ->
        [kms] Nothing listens on that port: the Software Protection service is stopped, the KMS host key was removed, or KMS listens on another port. A firewall on the way that sends a reset looks the same.
        [proxy] No proxy listens there: it is stopped, or the setting is stale (error 0x80072EFD). A firewall on the way that sends a reset looks the same.
        [controller] The machine is no domain controller any more, or its directory service is stopped. A firewall on the way that sends a reset looks the same.
       *[endpoint] Something on the way refuses in the endpoint's name (error 0x80072EFD).
      }
    .action = { $role ->
        [kms] First on the KMS host: check that sppsvc runs, that slmgr /dlv says "Key Management Service is enabled" and on which port; or, if it is to be no KMS host any more, put the right host into its record. If KMS listens there, a firewall on the way refuses: the network team looks for this flow.
        [proxy] First on the proxy: does the proxy service run, and listen on that port? Start it, or have the setting corrected. If it listens there, a firewall on the way refuses: the network team looks for this flow.
        [controller] First on the controller: start the directory service there (services NTDS and Kdc), or remove the controller's records from DNS. If the services run, a firewall on the way refuses: the network team looks for this flow.
       *[endpoint] Open TCP from this host to the activation endpoints.
      }
port-refused-here = nothing listens on that port of this host itself
    .means = { $role ->
        [kms] The address is this host's own: it is no KMS host, or the Software Protection service is stopped here.
        [proxy] The address is this host's own: the local proxy is stopped, or the setting is stale (error 0x80072EFD).
        [controller] The address is this host's own: its directory service is stopped here.
       *[endpoint] The name leads to this host itself (error 0x80072EFD): somebody has written that, or a filter on this host takes its connections.
      }
    .action = { $role ->
        [kms] Check here that sppsvc runs and that slmgr /dlv says "Key Management Service is enabled"; if this is to be no KMS host, correct the name or the setting.
        [proxy] Start the local proxy, or correct the setting.
        [controller] Start the directory service here (services NTDS and Kdc).
       *[endpoint] Correct the name where it is written, or start the filter.
      }
port-rejected-by-host = the host itself rejects the connection{ $detail_given ->
    [no] {""}
   *[other] {" "}({ $detail })
  }
    .means = { $role ->
        [kms] The KMS host is up; its own firewall does not let this host in (errors 0xC004F074, 0x800706BA).
       *[other] The machine is up; its own firewall does not let this host in.
      }
    .action = { $role ->
        [kms] On the KMS host, allow TCP on that port from this host (rule "Key Management Service (TCP-In)", which is for port 1688).
       *[other] Allow this host in that machine's own firewall.
      }
port-refused-by-router = { $router } refuses the connection in the host's name{ $detail_given ->
    [no] {""}
   *[other] {" "}({ $detail })
  }
    .means = The host itself was not asked: a firewall on the way rejects the traffic.
    .action = Let this traffic pass on { $router }.
port-prohibited = { $router_given ->
    [no] a firewall says
   *[other] { $router } says
  } that this traffic is prohibited{ $detail_given ->
    [no] {""}
   *[other] {" "}({ $detail })
  }
    .means = A firewall rule or access list rejects it; the host itself was not asked.
    .action = { $role ->
        [kms] Allow TCP from this host to the KMS host's port there.
        [proxy] Allow TCP from this host to the proxy there.
        [controller] Allow this port from this host to the domain controllers there (members need TCP and UDP 389 and 88).
       *[endpoint] Allow TCP 443 and 80 to the activation endpoints there.
      }
port-unreachable = { $what ->
    [net-unreachable] the router { $router } says that it has no route to this address
   *[other] { $router } says that the host cannot be reached
  }
    .means = { $what ->
        [net-unreachable] The way ends there: that router has no route, or a rule on it says so. This is no firewall that drops in silence, and no closed port.
       *[other] { $up_given ->
            [no] The way ends there: no machine with that address is on its network. A rule of a firewall can say the same; it does so at once, where a router first asks for the machine for some seconds.
           *[other] { $up } of the same address answers, so the machine is up and the way there is right: what says so is a rule for this port.
          }
      }
    .action = { $what ->
        [net-unreachable] Give { $router } a route to this address, or correct the route that leads through it. No port has to be opened for that. { $role ->
            [kms] If the address is no longer the KMS host's, correct its record.
            [endpoint] If this host is to be without Internet, that is as intended: use KMS, ADBA or a confirmation ID.
           *[other] If the address is wrong, correct it where it stands.
          }
       *[other] { $up_given ->
            [no] { $role ->
                [kms] Check that the KMS host is up and the route to it; if it is gone, put the right host into its record. If it is up, look for a rule that rejects on that router.
               *[other] Check the route, and that the host is up. If it is up, look for a rule that rejects on that router.
              }
           *[other] Let this port pass on { $router }.
          }
      }
unreachable-beside-reached = { $router } says that its network cannot be reached; another address of the same name is reached
    .means = A machine with a second network card (backup, storage, cluster) registers that card's address in DNS too. A client that is given this one waits or fails. From here nobody can tell whether the address has no business in DNS, or the route to it is missing.
    .action = First on that machine: is this the address of a network that clients shall not use? Then switch off "Register this connection's addresses in DNS" on that card, and delete the address record. If clients shall use it, the network team makes a route to it.
port-unreachable-untold = the system says that it cannot be reached, and not who said so
    .means = Nobody answers there on its own network, a router has no route to it, or a firewall rejects this flow, on the way, there or on this host: older Windows and most tools give one error for all of these (10065 or 10051, No route to host).
    .action = { $role ->
        [kms] Check that the KMS host is up and its record right.
       *[other] Check that the machine is up and the address right.
      } If so, trace the way: the router after the last that answers has no route, or a rule that rejects. Run from Windows 10 version 2004, Server 2022 or later in the same network, actprobe names who said so.
routing-loop = the packets go in circles{ $router_given ->
    [no] {""}
   *[other] , says { $router } (ICMP time exceeded)
  }
    .means = Routers on the way hand them to each other until their hops are used up; the host itself was not asked.
    .action = Look for routers whose routes to this address lead to each other, a default route against a missing one as a rule.
gateway-absent = the router that leads there ({ $gateway }) does not answer on this host's network
    .means = Nothing leaves this network by that router: it is down, it has another address, or this host is in another network (VLAN) than its settings say.
    .action = Check the default gateway in this host's settings, and the network or VLAN that it is in; if both are right, that router is down.
host-absent = nobody on the local network answers for that address
    .means = The host is down or gone (errors 0xC004F074, 0x800706BA); this is no firewall.
    .action = { $role ->
        [kms] Start the KMS host; if it is gone, put the right host into its record.
       *[other] Check that the machine is up and the address right.
      }
no-route = this host has no route to that address
    .means = { $role ->
        [endpoint] This host is isolated from the Internet; online activation is not for it.
       *[other] Nothing was sent: the host's own routing table has no way there.
      }
    .action = { $role ->
        [endpoint] If that is as intended, use KMS, ADBA or a confirmation ID; else add the route.
       *[other] Add the route or the default gateway.
      }
family-mismatch = there are { $target } addresses alone, and this host uses { $host } alone
    .means = Nothing was sent: this host has no { $target }, and the DNS server that it asks first names no { $host } address of the other side. Where another DNS server has one, bring the first into line; otherwise the two do not meet without something between them that has both.
    .action = { $role ->
        [controller] Give this host { $target }, or give the domain controller an { $host } address and let it register it (nltest /dsregdns).
        [endpoint] { $target ->
            [IPv4] { $nat64 ->
                [yes] This network has NAT64 (an address that it makes was seen), and DNS made none for this one: have the DNS server that this host asks translate names (DNS64), and write a name where a setting holds an IPv4 address. Or set a proxy that has both.
               *[no] Give this network NAT64 with DNS64, or this host IPv4, or set a proxy that has both.
              }
           *[other] Give this host IPv6, or set a proxy that has both.
          }
       *[other] { $target ->
            [IPv4] { $nat64 ->
                [yes] This network has NAT64 (an address that it makes was seen), and DNS made none for this one: have the DNS server that this host asks translate names (DNS64), and write a name where a setting holds an IPv4 address. Or give the other side an IPv6 address and publish it.
               *[no] Give this host IPv4, or give the other side an IPv6 address and publish it, or give this network NAT64 with DNS64.
              }
           *[other] Give this host IPv6, or give the other side an IPv4 address and publish it.
          }
      }
address-of-one-link = DNS holds { $address }, an address that is good on one network segment alone
    .means = A machine gives itself such an address (169.254.0.0/16, fe80::/10) on each segment; from another one, nobody can reach it by that.
    .action = Delete this record, and publish the address by which the machine is reached.
link-local-unreached = nobody answers at { $address }, an address of this machine's own link
    .means = Cloud providers answer for KMS at such an address, on the machine's own link. No router passes it on, so the way to it is this host's own routing table and firewall.
    .action = Add the route to { $address }, through the adapter that the provider gave this machine. If this machine does not run at that provider any more, take the KMS host out of its settings instead.
route-by-foreign-gateway = the way to { $address } is this host's own route to { $to } (mask { $mask }) by { $gateway }, a router in none of its networks
    .means = Windows keeps such a route and cannot use it. It stays behind where a machine, or the image that it was made from, comes from another network.
    .action = { $link ->
        [yes] Delete that route, and add one by { $right_given ->
            [yes] { $right }, the router of this network
           *[no] the router of this network (the default gateway of ipconfig)
          }: an address of the machine's own link needs it.{ $also_count ->
            [0] {""}
           *[other] {" "}The routes to { $also } by the same router are of no use either: replace them too.
          } Then activate.
       *[no] Delete that route: without it, what is sent there goes by the default gateway{ $right_given ->
            [yes] {" "}({ $right })
           *[no] {""}
          }.
      }
family-unused = this host does not use { $family }, so this address plays no part
blocked-locally = this host's own firewall or security software forbids the connection
    .means = Nothing left this host.
    .action = Allow the connection in the outbound rules; what counts is the rule for the Software Protection service (sppsvc).
port-reset = the connection was cut as soon as it stood
    .means = A device on the way (a firewall, or a balancer that has nobody behind it), or the service itself, cuts the connection before anything is said.
    .action = Look for this host's address in the log of the firewall or balancer, and for a service that ends there.
port-other-failure = the connection failed: { $detail }
    .means = The system gave this reason; nothing more is known.
    .action = Look into this error on this host first.
port-untold = the connection failed, and the tool that tried does not say how
    .means = Somebody refused it, or nobody answered: a firewall on the way, a machine that is off, or a service that does not run there.
    .action = Run actprobe on the host that tried: it tells silence from a refusal. Until then: is the machine up, and does the service listen there? If so, look for this flow in the logs of the firewalls on the way.
kms-of-cloud-unreached = the KMS of { $cloud ->
    [google] Google Cloud
    [oracle] Oracle Cloud
    [alibaba] Alibaba Cloud
    [tencent] Tencent Cloud
    [ovh] OVHcloud
    [ibm] IBM Cloud
    [aws] AWS
   *[azure] Azure
  }, and it was not reached{ $untold ->
    [yes] ; how the connection failed, the tool that tried does not say
   *[no] : no answer to TCP{ $waited_given ->
        [no] {""}
       *[other] {" "}within { $waited }
      }
  }
    .means = It is the provider's own machine, of which nobody here has the console: what is left is the way there (errors 0xC004F074, 0x800706BA). It serves that cloud's own machines alone.
    .action = { $here ->
        [yes] This machine runs in
       *[no] If this machine runs in
      }{" "}{ $cloud ->
        [google] Google Cloud
        [oracle] Oracle Cloud
        [alibaba] Alibaba Cloud
        [tencent] Tencent Cloud
        [ovh] OVHcloud
        [ibm] IBM Cloud
        [aws] AWS
       *[azure] Azure
      }: { $cloud ->
        [azure] requests have to leave Azure from one of its own public addresses: it needs a way out (a NAT gateway, a public address or a load balancer), outbound TCP 1688 in its security groups and firewalls, and, where a default route leads to an appliance or to one's own network (forced tunnelling), routes for 20.118.99.224/32, 40.83.235.53/32 and 23.102.135.246/32 with the next hop Internet
        [google] it needs an external address or Private Google Access in its subnet, a route for 35.190.247.13/32 to the default Internet gateway, and an egress rule that lets TCP 1688 there
        [alibaba] the address belongs to the cloud's own network: its security group has to let TCP 1688 out, and no VPN or route of one's own may take 100.64.0.0/10 away
       *[other] the address has to be reached from the cloud's own network: look at its routes, and at its security groups and firewalls for outbound TCP 1688
      }.{ $here ->
        [yes] {""}
       *[no] {" "}If it does not, it needs another KMS host than this one.
      }
srv-cloud-in-vain = the SRV record names { $target }: the KMS of { $cloud ->
    [google] Google Cloud
    [oracle] Oracle Cloud
    [alibaba] Alibaba Cloud
    [tencent] Tencent Cloud
    [ovh] OVHcloud
    [ibm] IBM Cloud
    [aws] AWS
   *[azure] Azure
  }, and it was not reached
    .means = A cloud's KMS serves that cloud's own machines alone (errors 0xC004F042, 0xC004F074): no firewall that is opened here changes that for a machine that runs elsewhere.
    .action = Publish a KMS host of this site, and take this record out of the zone that machines outside of that cloud search. If this machine does run there, the record is right: the network team looks at its way out on TCP 1688.
port-closed-host-up = the machine answers ping, and this port does not open{ $silent ->
    [yes] : nobody answers there
   *[no] ; whether somebody refused or nobody answered, the tool does not say
  }
    .means = The machine is up, and the way there is right. Either nothing listens on this port, or a firewall lets ping through and not this port: the machine's own, or one on the way.
    .action = Look on that machine first: does the service listen on this port, and does the machine's own firewall let it in? If both, look for this flow in the logs of the firewalls on the way.
name-untold = the name leads to no address there, and the tool that tried does not say why
    .means = Nobody knows the name, whoever was asked did not answer, or another server was asked than the one that knows it.
    .action = Look the name up on the host that tried, or run actprobe there: it asks each DNS server.
name-or-port-untold = the connection failed, and the tool that tried tells neither an address nor how
    .means = The name leads to no address there, somebody refused, or nobody answered.
    .action = Look up the name and try the port again on the host that tried, or run actprobe there: it tells the three apart.
port-opens-for-some = the port opens for { $opens }, and not for { $fails }
    .means = The KMS host is up and listens. What stands between lets the one through and not the other: a firewall or a route on the way, or the addresses that the rule in the KMS host's own firewall lets in.
    .action = Look for the flow of { $fails } in the logs of the firewalls on the way. If none stops it, look at which addresses the KMS host's own rule (SPPSVC-In-TCP) lets in.
port-opens-elsewhere = { $opens_count ->
    [0] the port did not open from this host, and opened at another try, whose machine nothing names
   *[other] the port does not open from this host, and opens from another machine ({ $opens })
  }
    .means = The KMS host is up and listens. { $opens_count ->
    [0] If that try was made on another machine, what
   *[other] What
  } stands between lets the other machine through and not this host: a firewall or a route on the way, or the addresses that the rule in the KMS host's own firewall lets in.
    .action = { $opens_count ->
    [0] Try the port on this host again: if it opens now, activate again.{" "}
   *[other] {""}
  }Look for this host's flow in the logs of the firewalls on the way, and open it there. If none stops it, look at which addresses the KMS host's own rule (SPPSVC-In-TCP) lets in.
port-opens-at-times = the port opened at one try, and not at another
    .means = It goes by turns (a balancer with a dead server, a firewall that drops now and then), the two tried from different places, or something was changed in between. The captures do not tell which.
    .action = Try the port several times on the host itself, or run actprobe there: it tells turns from a port that is shut.
step-unfinished = { $why ->
    [left-out] this was not asked
    [internal] a fault in actprobe, or a lack of open files, memory or threads on this host, kept this from being known
    [untried] no connection was tried
    [unbound] its port takes connections; whether KMS answers behind it was not asked
    [other-host] it belongs to the host whose settings these are (its loopback or its own link), and was not asked from here
    [lost] no answer came, and packets get lost on this network
    [deadline] the deadline passed before this was known
   *[cut-short] the run ended before this was known
  }
    .means = { $why ->
        [internal] It says nothing about the network.
        [lost] Connections beside it stood only after a packet was repeated, so one silence proves no filter.
       *[other] Nothing was seen that speaks for or against it.
      }
    .action = { $why ->
        [left-out] Run again without leaving it out.
        [internal] Run again when the host is less busy or allows more of them (ulimit); if it happens again, report it together with the JSON report.
        [unbound] Run actprobe on the host itself, or on one of the same network: it asks.
        [other-host] Run actprobe on that host itself.
        [lost] Run again with --timeout 15s, which leaves time for more tries.
        [untried] Run actprobe on the host itself and let it finish, or try a connection from there (Test-NetConnection).
        [deadline] Run again with a longer --deadline, or without one.
       *[cut-short] Run again and let it finish.
      }

### The RPC bind

bind-accepted = accepted the RPC bind of the KMS interface in { $took }
bind-no-such-interface = an RPC server answers, but it does not offer the KMS interface ({ $result ->
    [user] user
    [provider] provider
   *[other] other
  } rejection, reason { $reason })
    .means = Windows' RPC works there, but no KMS host stands behind this port (errors 0xC004F074, 0xC004F039).
    .action = Correct the record or the setting, or install the KMS host key on that machine.
bind-syntax-rejected = an RPC server answers, and takes none of the transfer syntaxes that were offered (reason 2)
    .means = It speaks RPC, but not the one that Windows speaks (NDR): a KMS host takes it (error 0xC004F074).
    .action = Check what listens on that port of that machine.
bind-no-room = an RPC server answers, and has no means left for another client (local limit exceeded)
    .means = It may well be a KMS host; it is short of memory, connections or threads, and turns clients away (error 0xC004F074).
    .action = Restart sppsvc on the KMS host, and see what holds its connections.
bind-nak = an RPC server answers, and declines the bind (bind_nak, reason { $reason })
    .means = It speaks RPC, but not with us: wrong version, or it wants a log-on. A KMS host accepts anonymous binds.
    .action = Check what listens on that port of that machine.
bind-fault = an RPC server answers the bind with a fault ({ $status })
    .means = It speaks RPC, but it is no KMS host in order.
    .action = Restart sppsvc on the KMS host, and check what listens on that port.
bind-silent = takes the TCP connection, then does not answer the RPC bind within { $waited }
    .means = "Port open" is not enough: the service hangs, or a firewall or load balancer completes the connection and passes nothing on (error 0xC004F074 while Test-NetConnection says True).
    .action = First on the KMS host: does KMS listen on that port? Restart sppsvc. If a client on the host's own network gets an answer then, something on the way swallows the bind: the network team uses a plain rule for TCP 1688, without application inspection, and looks behind any load balancer.
bind-broken-off = takes the TCP connection and begins to answer the RPC bind, then says no more within { $waited } ({ $detail })
    .means = Something there speaks RPC and does not finish; no client gets further (error 0xC004F074 while Test-NetConnection says True).
    .action = Look at the service on that machine and restart sppsvc; then look for a device on the way that takes part of the answer.
bind-closed = takes the TCP connection, then closes it on the RPC bind
    .means = A service that is no RPC server, a load balancer without backend, or a device that only passes other protocols (error 0xC004F074).
    .action = First on the KMS host: what listens on that port? If it is sppsvc, something on the way closes the connection: the network team uses a plain rule for TCP 1688, without application inspection, and looks behind any load balancer.
bind-reset = takes the TCP connection, then resets it on the RPC bind
    .means = The listener is no RPC server, or an inspecting firewall cuts it when it sees RPC (error 0xC004F074 while Test-NetConnection says True).
    .action = First on the KMS host: what listens on that port? If it is sppsvc, something on the way resets the connection: the network team uses a plain rule for TCP 1688, without application inspection.
bind-other-protocol = something else speaks on that port: { $speaks ->
    [tls] TLS
    [http] HTTP
    [banner] a text greeting
   *[other] an unknown protocol
  }{ $excerpt_given ->
    [no] {""}
   *[other] {" "}("{ $excerpt }")
  }
    .means = { $speaks ->
        [tls] A firewall that passes only TLS on this port, or a web service, stands there in place of KMS.
        [http] A proxy or a firewall's error page, or a web service, stands there in place of KMS.
       *[other] Another service uses the port; this is no KMS host.
      }
    .action = { $speaks ->
        [tls] First on the KMS host: what listens on that port? If it is sppsvc, the network team uses a plain rule for TCP 1688, without application inspection.
        [http] First on the KMS host: what listens on that port? If it is sppsvc, the network team uses a plain rule for TCP 1688, without proxy, application inspection or a load balancer for HTTP.
       *[other] Find out what listens there, and correct the record or the setting.
      }
bind-garbled = the answer to the RPC bind breaks the protocol: { $detail }
    .means = Something damaged or imitates it; no client would get further.
    .action = Look for a device on the way that changes traffic, and check what listens on the host.
multi-syntax-passes = the bind that Windows itself sends passes too
multi-syntax-stopped = the simple RPC bind is accepted, but the bind with several transfer syntaxes that Windows sends { $how ->
    [silent] gets no answer
    [closed] makes the connection close
    [reset] gets the connection reset
    [rejected] is rejected
   *[other] fails
  }
    .means = { $how ->
        [rejected] An RPC service of another kind, or a device that answers for it, knows only the simple form (error 0x800706BA while the port is open).
       *[other] RPC inspection on a firewall knows only the simple form (error 0x800706BA while the port is open).
      }
    .action = { $how ->
        [rejected] First on the KMS host: what listens on that port? If it is sppsvc, switch off RPC inspection for TCP 1688.
       *[other] Switch off RPC inspection for TCP 1688, or update the firewall's RPC profile.
      }
multi-syntax-unconnected = the simple RPC bind is accepted; the second connection, for the bind that Windows sends, did not come about ({ $how })
    .means = Whether that bind passes is not known; a limit on connections, or a host about to go down, looks like this.
    .action = Run again; if it stays so, look for a limit on connections on the way and on the host.
full-packets-pass = packets of full length pass too
full-packets-lost = short RPC binds are accepted, and one that fills a packet gets no answer within { $waited }
    .means = Large packets vanish on this way, and nobody says so: a tunnel or a VPN whose MTU is smaller, and a filter on ICMP. KMS sends small packets and works; HTTPS, LDAP and Kerberos stall on such a way.
    .action = Let ICMP "fragmentation needed" (type 3, code 4; ICMPv6 type 2) pass, or have the tunnel lower the MSS of TCP.
full-packets-untold = whether packets of full length pass is not known ({ $how })
    .means = The bind that fills a packet failed in a way that says nothing of its length.
    .action = Run again; if it stays so, look for a limit on connections on the way and on the host.
answers-by-turns = { $good } of { $tries } connections got to a KMS host, { $others ->
    [http] on others a web server or a proxy answered (HTTP)
    [tls] on others something answered in TLS
    [banner] on others another service answered, with a greeting in text
    [unknown] on others something answered in an unknown protocol
    [other-rpc] on others an RPC server answered that is no KMS host
   *[untold] the others were refused, cut or left unanswered
  }: it goes by turns
    .means = { $others ->
        [untold] A load balancer with a dead server behind it, or a limit on connections from one address: a client gets through at one time, and not at another (error 0xC004F074 now and then).
       *[other] A load balancer stands there, and one of the servers behind it is no KMS host: a client gets through at one time, and not at another (error 0xC004F074 now and then).
      }
    .action = { $others ->
        [untold] Look for the server behind that address that does not answer, or for a limit on connections on the way and on the host.
       *[other] Whoever runs the balancer takes that server out of the pool for this port, or corrects its port there; whoever runs KMS says which servers belong into it. No device on the way has to let anything through.
      }
kms-clock-good = the clock differs by { $offset }, within the { $limit } that KMS tolerates
kms-clock-bad = the clock differs by { $offset }, more than the 4 h that KMS tolerates
    .means = The KMS host rejects the request (0xC004F06C; the client shows 0xC004F074, the real code stands in event 12288).
    .action = Put the clock right first.
kms-clock-refused = the KMS host refused the time of this host's last request (error { $code })
    .means = It answered: the network is not to blame. The clocks of the two were more than 4 h apart, in UTC, so that time zones play no part. { $keeping ->
        [free] Nothing keeps this host's clock right (its time service follows no source), so look at it first.
       *[other] Which of the two was wrong was not seen.
      }
    .action = Compare this host's clock with a domain controller's or a time server's; put the wrong one right, then activate again.
kms-clocks-apart = the clock of { $client_given ->
    [no] a client
   *[yes] { $client }
  } is { $offset } { $offset_side ->
    [behind] behind
   *[other] ahead of
  } the KMS host's, by the KMS host's log (error { $code })
    .means = It answered: the network is not to blame. It refuses a request whose time is more than 4 h away from its own, in UTC. { $off ->
        [client] The requests of { $others } other { $others ->
            [one] client came
           *[other] clients came
          } with the KMS host's own time: it is the client's clock that is off.
        [kms-host] The requests of { $others } other { $others ->
            [one] client are
           *[other] clients are
          } off as much: it is the KMS host's clock that is off.
       *[other] Which of the two is wrong, nothing shows.
      }
    .action = { $off ->
        [client] Put the client's clock right, then activate again.
        [kms-host] Put the KMS host's clock right: its clients activate then without more.
       *[other] Compare both clocks with a domain controller's or a time server's; put the wrong one right, then activate again.
      }
kms-host-clock-wrong = the KMS host{ $kms_given ->
    [no] {""}
   *[yes] {" "}{ $kms }
  } refused the time of this host's last request ({ $code }), and this host's clock agrees with another one: the clock of the KMS host is wrong
    .means = It refuses from 4 h of difference on, in UTC; time zones play no part. Unless this host's clock was put right since that request, it is the KMS host's that is off.
    .action = Put the clock of the KMS host right, day and year as well, and see whom its time service follows; then activate again.
kms-clock-unknown = the clock was not compared; KMS tolerates 4 h

some-tries-cut = { $role ->
    [proxy] of several tries, one after the other, some got through the proxy
    [controller] of several tries, one after the other, some were answered by the domain controller
   *[other] of several tries, one after the other, some got through
  }, and others were { $speaks_given ->
    [no] refused, cut or left unanswered
   *[other] answered in another protocol ("{ $speaks }")
  }: it goes by turns
    .means = { $speaks_given ->
        [no] A load balancer with a dead server behind it, or a limit on connections from one address: a client gets through at one time, and not at another.
       *[other] A load balancer stands there, and one of the servers behind it is another service: a client gets through at one time, and not at another.
      }
    .action = { $speaks_given ->
        [no] { $role ->
            [proxy] Look for the server of the proxy that does not answer, or for a limit on connections at the proxy.
           *[other] Look for the server behind that address that does not answer, or for a limit on connections on the way.
          }
       *[other] Whoever runs the balancer takes the server that answers so out of the pool for this port, or corrects its port there.
      }

### Proxy

proxy-direct = { $source ->
    [registry] WinHTTP in the registry says: direct, no proxy
    [host-facts] WinHTTP in the registry export says: direct, no proxy
    [environment] the environment says: no proxy for this
    [nothing] no proxy is configured
   *[other] the given settings say: direct, no proxy
  }
proxy-configured = { $source ->
    [registry] WinHTTP uses
    [environment] the environment names
    [argument] the command line names
    [site-file] the site file names
   *[other] the given settings name
  } { $servers }
proxy-of-other-kind = { $source ->
    [registry] WinHTTP names
    [environment] the environment names
    [argument] the command line names
    [site-file] the site file names
   *[other] the given settings name
  } no HTTP proxy: { $servers } is for SOCKS or FTP alone, so HTTP goes direct
proxy-untold = whether services have a proxy is not in the captures
    .means = The direct way was tried; where services have a proxy, they take that one.
    .action = Capture netsh winhttp show proxy on that host as well.
proxy-unreadable = the proxy settings could not be read: { $detail }
    .means = The direct way was tried; services may take another.
    .action = Read them by hand and hand them over.
proxy-partly-understood = part of the proxy settings makes no sense: { $entries }
    .means = Services may ignore the setting or use it in another way than shown here.
    .action = Set the proxy anew.
proxy-script = the settings name a proxy script ({ $script }); it was not evaluated
    .means = The Software Protection service may get another proxy than the one tried here, or none.
    .action = Give services a fixed proxy.
proxy-for-user-only = the person on this host has { $servers_count ->
    [0] a proxy script
   *[other] the proxy { $servers }
  }{ $script_given ->
    [no] {""}
   *[other] {" "}({ $script })
  }, services have none, and the direct way does not lead there
    .means = The browser works because the person's proxy is set; the licensing service does not see it (errors 0x80072EE7, 0x80072EE2, 0x80072EFD).
    .action = Set the proxy for services too. The import takes a fixed proxy alone, not a script: name the proxy then.
proxy-open-unused = { $servers } took a connection from this host, by name or port a proxy; services have none, and the direct way does not lead to Microsoft
    .means = Behind a proxy a host needs no name of the Internet, and its DNS servers need not know any. The licensing service takes the setting of services alone (errors 0x80072EE7, 0x80072EE2, 0x80072EFD).
    .action = If { $servers } is the site's proxy for servers, set it for services; then activate again. It has to let this host through to Microsoft's activation servers without a log-on.
proxy-settings-differ = the settings of services stand in two places, and they differ: show proxy says { $classic_count ->
    [0] direct
   *[other] { $classic }
  }, show advproxy says { $advanced }
    .means = Which of them a service uses depends on the build of Windows; clearing the one does not clear the other.
    .action = Make both say the same.
proxy-settings-same = the settings of services say the same in both places
proxy-bypassed = the bypass entry "{ $entry }" sends these names past the proxy { $servers }, and the direct way does not lead there
    .means = Services go direct for them, although a proxy is configured.
    .action = Take the entry out of the bypass list, or open the direct way.
proxy-not-for-scheme = the configured proxy { $servers } is not for these URLs, and the direct way does not lead there
    .means = The proxy setting names a proxy for another scheme only, so services go direct.
    .action = Set a proxy for https as well, or one for every scheme.
proxy-admits = the proxy opens the tunnel
proxy-asks-password = the proxy{ $proxy_given ->
    [no] {""}
   *[yes] {" "}{ $proxy }
  } asks who is there (407; schemes offered: { $schemes_count ->
    [0] none
   *[other] { $schemes }
  })
    .means = { $kind ->
        [integrated] The activation service runs as NetworkService: it can only log on as the machine account, and often the proxy admits only people (error 0x8004FE33, 0x80072EEF).
       *[other] The activation service runs as NetworkService and cannot answer a password prompt (error 0x8004FE33).
      }
    .action = Let the activation endpoints (--dry-run lists them) through without authentication, for all hosts or for this one.
proxy-knows-no-tunnel = what answers at the proxy's address knows no tunnel (status { $status }{ $server_given ->
    [no] {""}
   *[other] , { $server }
  })
    .means = This is how a web server answers; a proxy that forbids says 403 or 407. The setting may name another machine or port than the proxy's.
    .action = Compare the proxy setting with the name and port that the proxy team gives. If it is right, that team finds the request (CONNECT) in the proxy's log.
proxy-denies = the proxy forbids it (status { $status }{ $marks_count ->
    [0] {""}
   *[other] ; { $marks }
  })
    .means = The proxy's rules do not let these names through (error 0x8004FE33, 0x80072EFD).
    .action = Put the activation endpoints (--dry-run lists them) on the proxy's allow list, on ports 443 and 80.
proxy-cannot-reach = the proxy cannot get through itself (status { $status }{ $marks_count ->
    [0] {""}
   *[other] ; { $marks }
  })
    .means = { $others ->
        [yes] The proxy got others through in the same run, and this one not: its own DNS lacks this name, or its own way to that address is shut.
       *[no] The proxy takes the request, and its own resolution or its own way to the Internet is broken.
      }
    .action = { $others ->
        [yes] On the proxy, look this name up and connect to its address; the proxy's log says which of the two failed.
       *[no] Check the proxy's DNS and its uplink.
      }
proxy-fails-by-turns = of several tries, one after the other, the proxy got some through, and answered others that it could not ({ $said }): it goes by turns
    .means = The proxy is there and its rules let this host through. One of its servers, its own DNS or its own way to the Internet fails now and then.
    .action = Look for that answer in the proxy's log: which of its servers gave it, and why. Take that server out until it is well.
proxy-unexpected-status = the proxy answers with status { $status } instead of a tunnel
    .means = It may be a captive portal or no proxy at all.
    .action = Check what listens there.
proxy-silent = the proxy takes the connection, then does not answer within { $waited }
    .means = It may be overloaded, or waiting for its own DNS or for the far end (error 0x80072EE2).
    .action = Check the proxy's log for this host and these names. If the request is not there, something before the proxy took the connection: the network team looks for this flow.
proxy-hangs-up = the proxy { $how ->
    [closed] closes
    [reset] resets
   *[other] drops
  } the connection instead of answering
    .means = It does not accept this client or this method, or something before it cuts the connection (error 0x80072EFE).
    .action = Allow CONNECT to port 443 from this host. If the request is not in the proxy's log, the network team looks for this flow.
proxy-speaks-tls = that port of the proxy speaks TLS, and no HTTP in clear text
    .means = It is the port for requests inside TLS, or another service. Windows services speak to a proxy in clear text alone.
    .action = Set the port of this proxy for plain HTTP (CONNECT).
proxy-speaks-socks = that port of the proxy speaks SOCKS, and no HTTP
    .means = Windows services use HTTP proxies; SOCKS is none.
    .action = Set the port of this proxy for HTTP (CONNECT), or an HTTP proxy in its place.
proxy-not-http = what listens there is no HTTP proxy
    .means = The setting points to another service.
    .action = Correct the proxy setting.

### TLS and HTTP

tls-completed = { $version } was agreed on
tls-silent = { $through_given ->
    [no] {""}
   *[other] { $through } opens the tunnel, and then there is{" "}
  }no answer to the TLS handshake within { $waited }
    .means = { $others ->
        [yes] Other endpoints' certificates came the same way, so packets of full length pass there: { $through_given ->
            [no] something lets this connection stand and swallows its TLS, by its name as a rule
           *[other] the proxy, or something behind it, lets this connection stand and swallows its TLS, by its name as a rule
          } (error 0x80072EE2).
       *[no] Short packets pass; a certificate fills its packets. So it is one of two things (error 0x80072EE2): { $through_given ->
            [no] something on the way lets connections stand and swallows TLS
           *[other] the proxy, or something behind it, lets connections stand and swallows TLS
          }, or packets of full length are lost on the way and nobody says so (a tunnel or VPN with a smaller MTU).
      }
    .action = { $others ->
        [yes] { $through_given ->
            [no] Let TLS to this name pass, without inspection.
           *[other] Look into the log of the proxy for this name, and let its TLS pass without inspection.
          }
       *[no] Ping { $through_given ->
            [no] it
           *[other] the proxy
          } with both lengths. Where the short one is answered and the long one is not, let ICMP "fragmentation needed" (type 3, code 4; ICMPv6 type 2) pass, or have the tunnel lower the MSS of TCP. Where both are, { $through_given ->
            [no] let TLS to the activation endpoints pass
           *[other] look into the log of the proxy for CONNECT to this name
          }. Where neither is, the pings tell nothing: { $through_given ->
            [no] ping a machine beyond the firewall that answers
           *[other] ping another machine beside the proxy that answers
          }.
      }
tls-silent-on-narrow-way = no answer to the TLS handshake within { $waited }: the certificates fill their packets, and packets of that size vanish on the way from this host
    .means = It follows from that loss (error 0x80072EE2): no filter, and nothing to open for TLS.
    .action = Let ICMP "fragmentation needed" (type 3, code 4; ICMPv6 type 2) pass, or have the tunnel lower the MSS of TCP; then try again.
tls-cut-off = the connection is { $how ->
    [closed] closed
    [reset] reset
   *[other] cut off
  } during the TLS handshake
    .means = A filter cuts the connection when it sees the name, or the TLS version (error 0x80072EFE).
    .action = Let TLS to the activation endpoints pass, by name.
tls-alerted = the other end refuses the TLS handshake: { $alert }
    .means = Something with other rules than Microsoft's endpoint answers (error 0x80072F7D).
    .action = Exempt the activation endpoints from TLS inspection.
tls-incompatible = no TLS version or cipher in common ({ $detail })
    .means = What answers knows only old TLS; Microsoft's endpoints speak TLS 1.2 and later (error 0x80072F7D).
    .action = Look for a TLS inspection device with outdated settings, and exempt the activation endpoints.
tls-untrusted-by-tool = the tool that tried { $why ->
    [revocation] could not learn whether the certificate is revoked
    [out-of-date] found the certificate out of date by its clock
    [wrong-name] was shown a certificate of another name
   *[roots] did not trust the certificate
  } ({ $detail })
    .means = { $why ->
    [revocation] The list of what is revoked (CRL, OCSP; plain HTTP, port 80) did not come to that machine, or the certificate names none, as those of inspecting devices often do. Activation may go on without it.
    [out-of-date] The clock of that machine is wrong, or what answers shows an old certificate, as a badly kept inspecting device does.
    [wrong-name] Something else answers in the place of the endpoint: a portal, a filter, an inspecting device, or an old line in the hosts file.
   *[roots] It may have other roots than Windows, so that a good certificate fails there; or somebody reads along, with a certificate of his own.
  }
    .action = { $why ->
    [revocation] Let plain HTTP (port 80) out to the authorities' servers, and run actprobe on the Windows host: it shows what Windows says of that certificate.
    [out-of-date] Compare the clock, and run actprobe on the Windows host: it shows whose certificate that is and from when to when it holds.
   *[other] Run actprobe on the Windows host: it shows whose certificate that is, and whether Windows trusts it.
  }
tls-untrusted-by-windows = Windows itself { $why ->
    [out-of-date] found the certificate out of date by this host's clock
    [wrong-name] was shown a certificate of another name
   *[roots] does not trust who made the certificate
  } ({ $detail })
    .means = { $why ->
    [out-of-date] The licensing service is refused the same way (errors 0x80072F05, 0x80072F8F). The clock of this host is wrong, or what answers shows an old certificate, as a badly kept inspecting device does.
    [wrong-name] The licensing service is refused the same way (errors 0x80072F06, 0x80072F8F). Something else answers in the place of the endpoint: a portal, a filter, an inspecting device, or an old line in the hosts file.
   *[roots] The tool used Windows' own list of root certificates, and the licensing service is refused the same way (errors 0x80072F0D, 0x80072F8F). Either something on the way opens the connection with a certificate of its own (TLS inspection), or this list is out of date.
  }
    .action = { $why ->
    [out-of-date] Compare the clock with another one. If it is right, look whose certificate that is: whoever runs that device exempts Microsoft's activation servers.
    [wrong-name] Look whose certificate that is, and let the activation endpoints pass unopened.
   *[roots] Look who made the certificate (its issuer). If it is a device of your own, the proxy or security team exempts Microsoft's activation servers from inspection. If it is Microsoft or a public authority, bring the root certificates of this host up to date.
  }
tls-not-spoken = what answers does not speak TLS ({ $detail })
    .means = A captive portal or a filter's error page stands in place of the endpoint (error 0x80072F78).
    .action = Let TLS to the activation endpoints pass.
tls-garbled = the TLS handshake breaks its rules: { $detail }
    .means = Something on the way changes the traffic.
    .action = Exempt the activation endpoints from inspection.
certificate-in-date = certificates are valid until { $until }
certificate-expired = the certificate { $subject_given ->
    [no] {""}
   *[other] of "{ $subject }" in its chain{" "}
  }ended on { $until } by this host's clock
    .means = Windows rejects the connection (errors 0x80072F05, 0x80072F8F).
    .action = If this host's clock is right, renew the certificate of the device that presents it.
certificate-not-yet-valid = by this host's clock the certificate { $subject_given ->
    [no] {""}
   *[other] of "{ $subject }" in its chain{" "}
  }only begins on { $from }
    .means = Windows rejects the connection (errors 0x80072F05, 0x80072F8F).
    .action = { $clock ->
        [unknown] Check this host's clock first.
       *[compared] This host's clock is right by the others: put the clock of the device that made the certificate right, and renew it.
      }
certificate-date-by-clock = the certificate{ $issuer_given ->
    [no] {""}
   *[other] {" "}(made by { $issuer })
  } is out of date by this host's clock, and in date by the others
    .means = Windows judges by this host's clock and rejects the connection (errors 0x80072F05, 0x80072F8F).
    .action = Put this host's clock right; nothing is wrong with the certificate's dates. Whether who made it is a public authority, or a device that opens TLS on the way, shows in the next run.
certificate-root-expired = all certificates that were sent are in date, and this system says that the chain is not: its root, "{ $issuer }", has ended
    .means = Windows rejects the connection (errors 0x80072F05, 0x80072F8F).
    .action = Renew the root of the device that presents these certificates, and install the new one in the machine's store.
certificate-names-host = the certificate is for this name
certificate-other-names = the certificate is for other names: { $names }
    .means = Another server answers in the endpoint's place, and Windows rejects it (error 0x80072F06).
    .action = Check what DNS, a hosts file, the proxy or another device on the way makes of this name.
certificate-genuine = a public authority or Microsoft vouches for the certificate ({ $issuer })
certificate-inspected-trusted = the certificate was made by "{ $issuer }", which is neither public nor Microsoft's; this system trusts it
    .means = TLS inspection. The connection stands, but the activation service may refuse an answer that was opened on the way (error 0x80072F8F).
    .action = Exempt the activation endpoints from TLS inspection.
certificate-inspected = the certificate was made by "{ $issuer }", which nobody here trusts
    .means = TLS inspection whose root is not installed on this system, or another server in the endpoint's place; Windows rejects it (errors 0x80072F0D, 0x80072F8F).
    .action = Exempt the activation endpoints from TLS inspection; or, where that is not possible, install the inspecting root in the machine's store.
certificate-site-root-missing = the certificate was made by "{ $issuer }", which the site accepts; this Windows has no such root certificate
    .means = TLS inspection, and its root is not installed on this host: Windows rejects the connection (errors 0x80072F0D, 0x80072F8F).
    .action = Install the inspecting root in the machine's store (trusted root certification authorities; a policy of the domain does it for all), or have the activation endpoints exempted from TLS inspection.
certificate-root-missing = a public authority or Microsoft vouches for the certificate ("{ $issuer }"); Windows on this host { $root ->
    [none] has no such root certificate, and did not get it
   *[expired] holds a root certificate for it that has ended, and did not get the new one
  }
    .means = This host's list of root certificates is out of date: Windows rejects the connection (error 0x80072F8F). Windows fetches the list itself, over HTTP from ctldl.windowsupdate.com, unless a policy forbids it; WSUS does not bring it.
    .action = Update this host's root certificates: allow the fetch (DisableRootAutoUpdate 0x1 in the first command forbids it), or make the list on another Windows, carry the file here and add it.
certificate-unconfirmed = a public authority or Microsoft vouches for the certificate ("{ $issuer }"); Windows on this host { $objection_given ->
    [no] gave no verdict in time
   *[other] objects: { $objection }
  }
    .means = The licensing service goes by Windows' verdict. Where Windows lacks the root certificate and cannot fetch it, activation ends with error 0x80072F8F.
    .action = Look whether Windows may fetch root certificates (DisableRootAutoUpdate 0x1 forbids it), and whether it does: over HTTP from ctldl.windowsupdate.com.
certificate-revoked = a certificate of "{ $issuer }" was revoked
    .means = Windows rejects the connection.
    .action = Find out who presents this certificate.
certificate-undecided = whether "{ $issuer }" may vouch for this name could not be decided
    .means = It may be TLS inspection; this system's store of authorities gave no verdict.
    .action = Compare with the certificate that a browser on another network shows.
licensing-service-starts = the licensing service (sppsvc) may start
licensing-service-disabled = the licensing service of Windows (sppsvc) is disabled
    .means = Every way of activation goes through that service: without it, slmgr and every activation end with error 0x80070422.
    .action = Set the service back to delayed automatic, as Windows has it, start it, then activate. Where Windows refuses sc.exe (error 5), the second command sets the same, and a restart of Windows is needed.
tls12-offered = Windows' services offer TLS 1.2
tls12-switched-off = TLS 1.2 is switched off in this Windows (Schannel, Enabled 0)
    .means = Microsoft's endpoints speak TLS 1.2 and later: activation ends with error 0x80072EFE, 0x80072F7D or 0x80072F8F. This program brings its own TLS and is not stopped by that setting.
    .action = Switch TLS 1.2 on for clients, and restart. The first command shows what is set now; to come back, set that again.
tls12-not-offered = Windows' services do not offer TLS 1.2 { $offered_given ->
    [yes] (DefaultSecureProtocols { $offered })
   *[no] { $release_given ->
        [no] (this release of Windows has to be told)
       *[yes] ({ $release } has to be told)
      }
  }
    .means = Microsoft's endpoints speak TLS 1.2 and later: activation ends with error 0x80072EFE, 0x80072F7D or 0x80072F8F. This program brings its own TLS and is not stopped by that setting.
    .action = Install KB3140245 where this is Windows 7, 8, Windows Server 2008 R2 or 2012 and lacks it (later releases need no update), then set the values and restart. The first command shows what is set now; to come back, set that again, or remove the value (reg delete).
tls12-on-demand = Windows uses TLS 1.2 only for programs that ask for it { $release_given ->
    [no] (Schannel, DisabledByDefault)
   *[yes] (Schannel, DisabledByDefault; { $release })
  }
    .means = WinHTTP, which activation goes through, asks for it. Whether that is enough on this Windows is not certain: if activation ends with error 0x80072EFE, 0x80072F7D or 0x80072F8F, this is the first suspect.
    .action = Let Windows use TLS 1.2 by default, and restart. The first command shows what is set now; to come back, set that again.
http-answered = answers (HTTP { $status })
http-unexpected-status = HTTP { $status } instead of the file{ $marks_count ->
    [0] {""}
   *[other] {" "}({ $marks })
  }
    .means = A filter answers in its place, or the file is gone; certificate checks may be slow or fail (error 0x80072F19).
    .action = Let plain HTTP on port 80 to this URL pass.
http-of-filter = HTTP { $status } does not come from the service: a filter answers in its place{ $server_given ->
    [no] {""}
   *[other] , by its own word { $server }
  }{ $issuer_given ->
    [no] {""}
   *[other] , behind the certificate of "{ $issuer }"
  }{ $location_given ->
    [no] {""}
   *[other] , and leads to { $location }
  }{ $marks_count ->
    [0] {""}
   *[other] {" "}({ $marks })
  }
    .means = TLS inspection opens the connection, and what it finds it does not pass on: the activation service never hears the request (errors 0x8004FE33, 0x80072EFD).
    .action = Exempt the activation endpoints from TLS inspection, and let their names through the filter.
http-of-another = HTTP { $status } does not come from the endpoint: something on the way answers in its place{ $server_given ->
    [no] {""}
   *[other] , by its own word { $server }
  }{ $location_given ->
    [no] , with a web page
   *[other] , and leads to { $location }
  }{ $marks_count ->
    [0] {""}
   *[other] {" "}({ $marks })
  }
    .means = A transparent proxy, a filter or a portal takes plain HTTP; certificate checks may be slow or fail (error 0x80072F19).
    .action = Let plain HTTP on port 80 to this URL pass unchanged.
captive-portal = one and the same server answers for every name ({ $names }){ $address_given ->
    [no] {""}
   *[other] , at { $address }
  }{ $location_given ->
    [no] , with its own page
   *[other] , and leads to { $location }
  }
    .means = A captive portal, or a filter that knows no way out: whoever asks first has to log in, or to be let through. Nothing is wrong with the endpoints, their certificates or a proxy.
    .action = Let this host through the portal without a log-on: services cannot log in.
names-at-one-address = DNS leads every endpoint's name to one address, { $address }{ $server_given ->
    [no] {""}
   *[other] {" "}(says { $server })
  }
    .means = Microsoft's services are not at one address: a stranger is there for all of them. So it is in a network for guests before the log-on, behind a filter, and where a DNS server leads everything to one place. What is met there says nothing of the endpoints, and no proxy is at work.
    .action = Which network is this, and whose DNS server? Log on to it with a browser (http://go.microsoft.com/), or connect this host to the site's network or VPN, and run again. If this is to be a network of servers, let its DNS server resolve Microsoft's names.
http-silent = no HTTP answer within { $waited }
    .means = The connection stands, and nothing is sent back (error 0x80072EE2).
    .action = Look for a filter between this host and the endpoint.
http-cut-off = the connection is { $how ->
    [closed] closed
    [reset] reset
   *[other] cut off
  } instead of answered
    .means = A filter cuts the conversation (error 0x80072EFE).
    .action = Look for a filter between this host and the endpoint.
http-not-spoken = the answer is no HTTP: { $detail }
    .means = Something else stands in place of the endpoint (error 0x80072F78).
    .action = Check what answers on this address and port.
endpoints-answer = { $endpoints ->
    [one] the one endpoint of activation answers
   *[other] all { $endpoints } endpoints of activation answer
  }, { $way ->
    [direct] directly
   *[other] through { $way }
  }
endpoints-not-asked = the activation endpoints were not asked
    .means = Nothing was seen that speaks for or against online activation.
    .action = Ask them: run actprobe on that host, with nothing left out.

### ADBA

directory-unknown = { $why ->
    [workgroup] this host is a member of no Active Directory domain
    [entra] this host is joined to Microsoft Entra ID alone, and a member of no Active Directory domain
    [untold] whether this host is in a domain is in no capture
   *[other] no domain is known here (--ad-domain names one)
  }
directory-not-found = no Active Directory domain is known for this host: { $domain }, where it searches, has no domain controllers
directory-domain-unknown = no Active Directory domain is known for this host: the DNS servers that it asks know nothing of { $domain }, where it searches; whether that is one is not known
directory-unconfirmed = { $domain } is an Active Directory domain ({ $hosts }); whether this host is a member of it is not known, so it was not looked into: name it by --ad-domain
directory-not-asked = Active Directory was not asked
    .means = Nothing was seen that speaks for or against ADBA.
    .action = Run actprobe on this host, or at its site, without leaving Active Directory out.
directory-known = { $origin ->
    [member] this host is a member of { $domain }
    [capture] a capture names { $domain }
   *[other] { $domain } was named
  }
adba-client-too-old = this Windows (build { $build }) knows no activation objects; ADBA begins with Windows 8 and Windows Server 2012
adba-client-new-enough = this Windows (build { $build }) knows activation objects
adba-key-fits = the installed key is a KMS client key (GVLK), which ADBA activates too
adba-key-other = the installed key is of another channel ({ $channel })
    .means = Only a KMS client key (GVLK) lets Windows look for activation objects; with this key, none is ever looked for. Nothing is wrong with the network or the directory for that.
    .action = { $channel ->
        [kms-host] Leave it as it is: with another key this machine is no KMS host any more.
       *[other] { $works ->
            [yes] Leave it as it is: Windows is activated with it, and another key would take its place.
           *[other] If ADBA is meant, install the published KMS client key of this edition.
          }
      }
adba-confined = the setting VLActivationType allows this host { $way ->
    [kms] KMS
   *[other] tokens
  } alone
    .means = Windows does not look for activation objects, however good they are.
    .action = If ADBA is meant, allow every way again (type 0), and where a Group Policy makes the setting, change it there: else it comes back.
controllers-located = { $name } names { $hosts }
controllers-located-by-windows = Windows located { $hosts }
controller-not-located = Windows finds no domain controller ({ $error })
    .means = No member finds its domain from here: neither log-on nor ADBA works. Windows then turns to KMS, and the error that it shows is that of KMS.
    .action = Away from the domain's network (at home, on a guest's), connect the VPN first. Check that the network connection has the domain's own DNS servers, and that nltest was given the domain's DNS name; then the way to the domain controllers (TCP and UDP 53, 88, 389).
member-refused = the domain does not take this host for its member, or nobody could find out ({ $error })
    .means = A member logs on to its domain before it reads an activation object: without that, ADBA does not work. Windows then turns to KMS, and the error that it shows is that of KMS.
    .action = Verify it from an elevated prompt. Where the error stays, repair it there in an elevated PowerShell with Test-ComputerSecureChannel -Repair -Credential (of somebody who may join machines to the domain), or join the domain anew.
controller-record-missing = no domain controller is published: { $names } does not exist, say the DNS servers that know the domain
    .means = No member finds a domain controller here: neither log-on nor ADBA works. Windows then turns to KMS, and the error that it shows is that of KMS.
    .action = Let the domain controllers register their records again (restart Netlogon there), and check that the zone takes them; if the name is no Active Directory domain, name the right one.
controller-hidden-by-first-server = { $first }, which is asked first, says that there is no { $name }; { $behind } has it, and is not asked
    .means = Of the DNS servers of one network connection, a client believes the first that answers. The next is asked only where the first is silent, so a member finds no domain controller from here, and ADBA does not work. Windows then turns to KMS, and the error that it shows is that of KMS.
    .action = { $stranger ->
        [yes] { $first } is none of this domain's DNS servers: take it out of the connection's DNS servers, or, where it is the site's own, have it forward the domain to a server that has it. Where DHCP, or with IPv6 the router (RDNSS), hands out the servers, correct them there.
       *[no] Give { $first } the zone with this record. Where it is a secondary of that zone (ZoneType), have it transfer the zone anew; where it has a zone of its own, such as a view for the Internet, add the record there; else have it forward the domain to a server that has it.
      }
controller-asked-of-public = { $names } { $names_count ->
    [one] was
   *[other] were
  } asked for at { $servers_count ->
    [one] { $servers }, a public resolver
   *[other] { $servers }, public resolvers
  }: { $servers_count ->
    [one] it knows
   *[other] they know
  } no domain of a site
    .means = A host that asks it alone finds no domain controller. Windows then turns to KMS, and the error that it shows is that of KMS.
    .action = Point the network connection to the DNS servers of the domain, and to no public one beside them.
controller-domain-unknown = the DNS servers that answer do not know the domain of { $names } itself
    .means = { $one_label ->
        [yes] A name without a dot is most likely the NetBIOS name of the domain, as in CORP\user. DNS knows a domain by its DNS name, such as corp.example.
       *[no] They are not those of this domain (a public resolver, the wrong interface). While no other one answers, this host finds no domain controller. Windows then turns to KMS, and the error that it shows is that of KMS.
      }
    .action = { $one_label ->
        [yes] Ask again with the DNS name of the domain. If its DNS name really has no dot, point the network connection to the domain's own DNS servers.
       *[no] Point the network connection to the domain's own DNS servers, or correct the domain.
      }
controller-unanswered = no DNS server gave an answer for { $names }{ $answers_count ->
    [0] {""}
   *[other] {" "}({ $answers })
  }
    .means = Whether a domain controller is published is not known.{ $failing_count ->
        [0] {""}
       *[other] {" "}{ $failing } answers for the domain itself, and fails on this name. So it is as a rule where _msdcs is delegated to a server that does not answer.
      }
    .action = { $failing_count ->
        [0] First make a DNS server answer, then run this again.
       *[other] See to whom { $failing } delegates _msdcs, and let that server answer: as a rule a domain controller, whose DNS service has to run. Then run this again.
      }
controller-unpublished = not needed: DNS does not list this domain controller, so no member asks it; it was named for this run
controller-unheard = not needed: only a DNS server lists this domain controller that this host does not ask while the first one answers
controller-of-other-site = not needed: the site { $site } of this host has a domain controller that answers
ping-answered = answers the netlogon ping{ $site_given ->
    [no] {""}
   *[other] {" "}(this host's site: { $site })
  }{ $read_only ->
    [yes] {" "}and is read-only, which does for activation
   *[no] {""}
  }
ping-unanswered = { $how ->
    [blocked-locally] this host's own firewall or security software forbids the netlogon ping over UDP 389
    [admin-prohibited] takes TCP connections; { $router_given ->
        [no] a firewall says
       *[yes] { $router } says
      } that the netlogon ping over UDP 389 is prohibited
   *[other] takes TCP connections, but does not answer the netlogon ping over UDP 389 ({ $how }{ $router_given ->
        [no] {""}
       *[yes] , says { $router }
      })
  }
    .means = A member locates its controller by that ping; without an answer it finds none. { $how ->
        [blocked-locally] Nothing left this host: the controller was not asked.
        [admin-prohibited] A firewall rule or access list rejects it; the controller was not asked.
        [no-route] Nothing left this host: it has no route there.
       *[other] Usually a firewall, that of the controller itself or one on the way, passes TCP 389 and not UDP 389.
      }
    .action = { $how ->
        [blocked-locally] Allow UDP 389 to the domain controllers in the outbound rules of this host.
        [admin-prohibited] Look for the rule { $router_given ->
            [no] on the way
           *[yes] on { $router }
          }, and let UDP 389 from members to the domain controllers pass there.
        [no-route] Give this host a route to the domain controllers.
       *[other] First on the domain controller: does its own firewall let UDP 389 in (rule "Active Directory Domain Controller - LDAP (UDP-In)")? If it does, the network team lets UDP 389 from members to the domain controllers pass.
      }
ping-unanswered-at-one = { $how ->
    [blocked-locally] this host's own firewall or security software forbids the netlogon ping over UDP 389 at this address
    [admin-prohibited] takes TCP connections; { $router_given ->
        [no] a firewall says
       *[yes] { $router } says
      } that the netlogon ping over UDP 389 is prohibited at this address
   *[other] takes TCP connections, but does not answer the netlogon ping over UDP 389 ({ $how }{ $router_given ->
        [no] {""}
       *[yes] , says { $router }
      }) at this address
  }; at another it is answered
    .means = A member finds this controller by its other address. If that one is lost, it finds none here. { $how ->
        [blocked-locally] Nothing left this host: the controller was not asked.
        [admin-prohibited] A firewall rule or access list rejects it; the controller was not asked.
        [no-route] Nothing left this host: it has no route there.
       *[other] Usually a firewall, that of the controller itself or one on the way, passes TCP 389 and not UDP 389.
      }
    .action = { $how ->
        [blocked-locally] Allow UDP 389 to the domain controllers in the outbound rules of this host.
        [admin-prohibited] Look for the rule { $router_given ->
            [no] on the way
           *[yes] on { $router }
          }, and let UDP 389 from members to this address pass there.
        [no-route] Give this host a route to the domain controllers.
       *[other] First on the domain controller: does its own firewall let UDP 389 in at this address (rule "Active Directory Domain Controller - LDAP (UDP-In)")? If it does, the network team lets UDP 389 from members to this address pass.
      }
ping-paused = answers the netlogon ping, and says that its Netlogon service is paused
    .means = A member that asks it goes on to the next domain controller; without another, it finds none.
    .action = Let the service go on there, or find out who paused it.
ping-of-other-domain = an LDAP server answers, and says that it is no domain controller of this domain
    .means = The locator record leads to a machine that is none of the domain's controllers, or no longer one.
    .action = Remove that record; if the machine is a controller, let it register itself again.
ping-names-other-domain = it is a domain controller of { $told }, and of no other domain
    .means = To members of the domain that was asked it is no controller, and it gets no password.
    .action = Correct the record or the address that leads there.
ldap-answers = answers over LDAP
ldap-unanswered = takes the connection on its LDAP port, and gives no answer in LDAP ({ $how }{ $speaks_given ->
    [no] {""}
   *[other] : "{ $speaks }"
  })
    .means = "Port open" is not enough: the directory service hangs, another service listens there, or a firewall or load balancer stands in between.
    .action = First on the domain controller: does the directory service answer there (dcdiag)? If it does, something on the way takes the connection: the network team uses a plain rule for TCP 389.
ldap-refuses = answers over LDAP that it does not search now{ $detail_given ->
    [no] {""}
   *[other] {" "}({ $detail })
  }
    .means = The directory service is busy, starting or stopping; members are sent to another domain controller.
    .action = Run this again later; if it stays so, look into the Directory Service log of that domain controller.
controller-not-synchronized = says of itself that it has not finished its first replication (isSynchronized FALSE)
    .means = What it holds may be old, and members are not sent to it yet.
    .action = Let it finish, and find out what keeps it from replicating if it does not.
kerberos-clock-good = the controller's clock differs by { $offset }, within the 5 min that Kerberos tolerates
kerberos-clock-bad = { $wrong ->
    [controller] the controller's clock is { $offset } { $offset_side ->
        [behind] ahead of
       *[other] behind
      } this host's, which other clocks confirm
   *[other] this host's clock is { $offset } { $offset_side ->
        [behind] behind
       *[other] ahead of
      } the controller's
  }; Kerberos tolerates 5 min, unless the domain's policy says otherwise
    .means = The log-on to the domain controller fails, so no activation object is read; Windows then turns to KMS.
    .action = { $wrong ->
        [controller] Put the domain's clock right, from the PDC emulator on; members follow it.
        [host] Put this host's clock right; a member follows its domain (type NT5DS).
       *[unknown] Compare with a third clock, then put the wrong one right.
      }
kerberos-clock-unknown = the controller does not tell its time
    .means = Whether Kerberos accepts this host's clock is not known.
    .action = Compare by hand.
objects-no-credentials = activation objects were not looked for: Active Directory shows them to authenticated users alone
    .means = Whether there is one is not known; that an anonymous user sees none means nothing.
    .action = Give a user of the domain (any will do), or run actprobe on a member of the domain.
objects-bad-credentials = { $why ->
    [wrong-password] the domain controller does not accept the credentials: the user's name or the password is wrong
    [unknown-user] the domain controller does not know the user
    [password-expired] the user's password has expired
    [password-must-change] the user has to change the password before the first log-on
    [account-locked] the user's account is locked
    [account-disabled] the user's account is disabled
    [account-expired] the user's account has expired
    [account-restricted] a restriction of the user's account forbids this log-on
    [outside-hours] the user may not log on at this time of day
    [other-workstation] the user may not log on from this computer
   *[unstated] the domain controller does not accept the credentials
  }{ $message_given ->
    [no] {""}
   *[other] {" "}({ $message })
  }
    .means = Whether there is an activation object is not known. No further log-on was tried in this run: several failed ones would lock the account.
    .action = { $why ->
        [wrong-password] Check name and password before the next run: this one counts as one failed log-on.
        [unknown-user] Check the name, and the domain that it is of.
        [password-expired] Give the user a new password, or take another user of the domain; any will do.
        [password-must-change] Log on once with the user and change the password, or take another user of the domain; any will do.
        [account-locked] Wait until the lock ends or have the account unlocked, and find out what locked it; or take another user of the domain.
        [account-disabled] Have the account enabled, or take another user of the domain; any will do.
        [account-expired] Have the account's end moved, or take another user of the domain; any will do.
        [account-restricted] Compare the account's restrictions (empty password, type of log-on, authentication policy), or take another user of the domain.
        [outside-hours] Compare the account's log-on hours, or take another user of the domain.
        [other-workstation] Compare the computers that the account may log on from, or take another user of the domain.
       *[unstated] Check name and password, and that the account is neither locked nor expired. On Windows, run as a user of the domain.
      }
objects-no-authority = the domain controller reaches nobody who knows the user's account{ $message_given ->
    [no] {""}
   *[other] {" "}({ $message })
  }
    .means = Nobody looked at the password, so this is no failed log-on. The controller is a read-only one that is cut off, or a trust to the user's domain is down.
    .action = Mend the way from this controller to a writable one, or to the user's domain; or take a user of this domain.
objects-server-untrusted = the password was not sent: { $why ->
    [wrong-name] the server's certificate is for another name
    [expired] the server's certificate has expired
    [not-yet-valid] the server's certificate is not yet valid
    [revoked] the server's certificate was revoked
    [unavailable] nobody could say whether the server's certificate is right
    [other] the server's certificate is not accepted
   *[unknown-issuer] nobody here vouches for the server's certificate
  } ("{ $subject }", issued by "{ $issuer }")
    .means = { $why ->
        [unknown-issuer] Whether there is an activation object is not known. The certificate may well be right: domain controllers often have one of a private authority.
       *[other] Whether there is an activation object is not known.
      }
    .action = { $why ->
        [wrong-name] Give the domain controller a certificate for the name that DNS lists; or name the controller as its certificate does (--ad-controller).
        [expired] Renew the domain controller's certificate; first compare this host's clock.
        [not-yet-valid] Compare this host's clock with the certificate's dates.
        [revoked] Give the domain controller a new certificate.
       *[unknown-issuer] Name the authority's certificate after you have made sure of it; or the server's own, together with the controller's name.
      }
objects-no-tls = the password was not sent: the domain controller offers no TLS (LDAP result { $code })
    .means = Whether there is an activation object is not known.
    .action = Give the domain controller a certificate for LDAP over TLS; or run actprobe on a Windows member, which needs none.
objects-not-sent = nobody was identified to it: { $why ->
    [outside-domain] its name is outside { $domain }, and DNS alone says that it is a domain controller there
    [address] DNS names an address, and no address is inside { $domain }
    [unconfirmed] it gives no netlogon answer, as a domain controller does
    [of-another-domain] it is a domain controller of another domain than { $domain }
    [own-certificate] its certificate is one that --ad-ca names, and DNS alone names the controller
    [domain-from-file] a file alone says that the domain is { $domain }
    [unprotected] Windows does not confirm that the log-on would be Kerberos alone, signed and sealed
    [other-address] Windows connected to another address than the one that answered the netlogon ping
    [after-rejection] another controller did not accept the credentials
    [after-unknown-outcome] how the log-on to another controller ended is not known
   *[not-for-this-domain] it says that it is no domain controller of { $domain }
  }
    .means = { $why ->
        [unprotected] Whether there is an activation object is not known. Another log-on (NTLM) could be passed on by whoever is at the other end.
        [after-rejection] Whether there is an activation object is not known. Several failed log-ons would lock the account.
        [after-unknown-outcome] Whether there is an activation object is not known. It may have counted as a failed log-on, and several of them would lock the account.
       *[other] Whether there is an activation object is not known. Whoever can forge a DNS answer can lead a log-on to a server of his own.
      }
    .action = { $why ->
        [outside-domain] Make sure that the server is a domain controller of yours; then name it. If it is none, mend the SRV records.
        [address] Mend the SRV record: it has to name the controller. Until then, name the controller yourself.
        [unconfirmed] Make sure that the server is a domain controller, and that nothing on the way answers in its place; for the log-on of Windows itself, open UDP 389.
        [of-another-domain] Name the domain that is meant by --ad-domain, or mend the SRV records; a forest's root and its children are domains of their own.
        [own-certificate] Make sure that the controller is yours; then name it.
        [domain-from-file] Name the domain, if it is yours.
        [unprotected] Read with a user and a password over TLS, or run actprobe as a user of the domain on a newer Windows.
        [other-address] Compare the controller's addresses in DNS: all of them have to answer. Or read with a user and a password over TLS.
        [after-rejection] Mend what that controller says, then run again.
        [after-unknown-outcome] Mend what that controller suffers from, then run again.
       *[not-for-this-domain] Make sure that the server is a domain controller of yours. If it is none, mend the SRV records.
      }
objects-refused = the domain controller refuses (LDAP result { $code }{ $message_given ->
    [no] {""}
   *[other] , { $message }
  })
    .means = Whether there is an activation object is not known. Result 8 asks for signing or TLS, 50 for more rights.
    .action = Look up the result code; members are served all the same where it is a matter of how this tool logged on.
objects-hidden = the container for activation objects is there, and this account may not look into it
    .means = Whether it holds an object is not known. By default every authenticated user and computer may read there; without that, members cannot activate either.
    .action = Compare the permissions of the container with the default: Authenticated Users, Read.
objects-place-unseen = the container for activation objects does not show itself, and neither does what is around it
    .means = Whether it exists is not known: to an account that may not look, what is there looks absent. By default every authenticated user and computer may read there.
    .action = Compare the permissions of the Services container with the default: Authenticated Users, Read.
objects-unread = reading the activation objects broke off ({ $step }: { $how })
    .means = Whether there is an activation object is not known.
    .action = Check LDAP over TLS on the domain controller, and the way to TCP 389 and 636.
objects-read = the place of activation objects can be read
schema-ready = the domain controllers are of Windows Server 2012 or newer (functionality { $level }), and with them the schema
schema-too-old = the schema knows no activation objects{ $version ->
    [0] {""}
   *[other] {" "}(version { $version }; 56 is that of Windows Server 2012)
  }
    .means = ADBA cannot be deployed in this forest yet. Windows turns to KMS.
    .action = Extend the schema with the adprep of Windows Server 2012 or newer. Functional levels need not be raised, and older domain controllers may stay.
schema-uncertain = no domain controller is of Windows Server 2012 or newer (functionality { $level }), so that the schema may or may not know activation objects
    .means = The schema may have been extended all the same.
    .action = Look at objectVersion of the schema: 56 or more is enough.
container-exists = the container for activation objects exists
container-missing = the container for activation objects does not exist, though the schema knows them
    .means = ADBA was never deployed in this forest. Windows turns to KMS.
    .action = Make an activation object with a KMS host key (CSVLK), with the Volume Activation Tools or by slmgr; if that complains of the container, run adprep /forestprep anew. Not needed where KMS or MAK is meant.
objects-published = the directory holds { $objects }
objects-missing = the directory holds no activation object
    .means = ADBA is not deployed in this forest. Windows turns to KMS; where none is published, it shows 0x8007232B, which is the error of KMS.
    .action = Make an activation object with a KMS host key (CSVLK), with the Volume Activation Tools or by slmgr. Not needed where KMS or MAK is meant.
objects-replicated = { $controllers } domain controllers hold it
objects-not-replicated = does not hold { $objects }, which another domain controller holds
    .means = Members that are sent to this controller fall back to KMS; replication lags or is broken.
    .action = Let the configuration partition replicate to it.
objects-of-office = the activation objects ({ $objects }) are for Office, and none is for Windows
    .means = An object made with the host key of Office activates Office alone; Windows turns to KMS. Names can be chosen freely, so this is no proof.
    .action = Check with which key the objects were made; if with those of Office, add an object with a KMS host key (CSVLK) of Windows Server.
objects-older = by their names or ids, the activation objects ({ $objects }) are for older versions than { $product }
    .means = A newer Windows needs an object made with a newer KMS host key (CSVLK). Names can be chosen freely, so this is no proof.
    .action = Check with which key the objects were made; if with an older one, add an object with the newest.
objects-fit = { $object } is for this version of Windows, by its name or ids
fallback-hides-cause = after ADBA has failed, Windows looks for a KMS host and { $found ->
    [no] finds none either
   *[yes] is not served there either
  }: the error that it shows, { $code }, is that of the fallback and not of the directory
    .means = Whoever looks for that error alone looks in the wrong place.
    .action = Mend ADBA first. KMS is needed only where it is meant as well.
adba-activated = Windows is activated by the activation object { $object }{ $days ->
    [0] {""}
   *[other] , with { $days } of 180 days left
  }
adba-not-renewed = Windows is activated by the activation object { $object } and was not renewed for more than a week: { $days } of 180 days are left
    .means = In contact with its domain, Windows renews the activation every week. Whether it still can is not known.
    .action = Connect this host to its domain, and let Windows try.
adba-activated-on = Windows was activated by an activation object on { $at }{ $at_zone ->
    [local] {" "}(local time there)
   *[utc] {""}
  }
adba-activation-lost = Windows was activated by the activation object { $object }, and is not any longer
    .means = An activation by Active Directory ends 180 days after the last contact with the domain, or when the host leaves it.
    .action = Connect this host to its domain again, then let Windows try.
adba-refused = the last activation by Active Directory ended with { $code }{ $symbol_given ->
    [no] {""}
   *[other] {" "}({ $symbol })
  }
    .means = The directory has no activation object that fits this Windows, its schema is older than such objects, or no domain controller was reached.
    .action = List the activation objects. Where none fits, make one with a KMS host key (CSVLK), with the Volume Activation Tools or by slmgr; where ADBA is not meant, allow every way again on that host (slmgr /act-type 0).
adba-activation-failed = the last activation by an activation object failed on { $at }{ $at_zone ->
    [local] {" "}(local time there)
   *[utc] {""}
  } with { $code }{ $symbol_given ->
    [no] {""}
   *[other] {" "}({ $symbol })
  }
    .means = Windows then turned to KMS. What stood in the way then may be gone now: this report says how things are.
    .action = If nothing else is wrong here, let Windows try again, and look at the newest event.
adba-ready = a domain controller of { $domain } answers, and the directory holds { $objects }
### Automatic Virtual Machine Activation (AVMA)

avma-cloud = AVMA does not exist in { $cloud ->
    [azure] Azure
    [google] Google Cloud
    [oracle] Oracle Cloud
    [alibaba] Alibaba Cloud
    [tencent] Tencent Cloud
    [ovh] OVHcloud
    [ibm] IBM Cloud
   *[aws] AWS
  }: use the provider's KMS
    .means = No host there activates its guests, even where Hyper-V is below: an AVMA key fails (errors 0xC004FD01, 0xC004FD02).
    .action = Install the KMS client key of this Windows edition and name the provider's KMS.
avma-azure-host = the host below{ $at_given ->
    [no] {""}
   *[other] {" "}({ $at })
  } is one of Azure, says Data Exchange; AVMA does not exist there: use Azure's KMS
    .means = No host there activates its guests, although Hyper-V is below: an AVMA key fails (errors 0xC004FD01, 0xC004FD02). Where this machine has left Azure, these values are old: Data Exchange is then off on the new host.
    .action = Install the KMS client key of this Windows edition and name Azure's KMS.
avma-other-hypervisor = runs on { $name }; AVMA needs Hyper-V: use KMS or ADBA
    .means = Only a Hyper-V host activates its guests: an AVMA key fails here (error 0xC004FD01).
    .action = Install the KMS client key of this Windows edition, and activate by KMS or ADBA.
avma-not-hyper-v = { $machine_given ->
    [no] there is no hypervisor below this machine
   *[other] this is a { $machine }
  }, not a virtual machine of Hyper-V, and AVMA is for those alone
    .means = Nobody below activates this machine: an AVMA key fails here (error 0xC004FD01).
    .action = Activate by KMS, ADBA or a MAK, with a key for that channel.
avma-root-partition = this is a Hyper-V host itself, or a machine with virtualization-based security, not a virtual machine; AVMA is for those alone
    .means = Nobody below activates this machine: an AVMA key fails here (error 0xC004FD01).
    .action = Activate by KMS, ADBA or a MAK, with a key for that channel.
avma-ground-unsure = what this machine runs on is not certain: the processor says { $processor ->
    [bare] that there is no hypervisor
    [guest] Hyper-V
    [root] that this is a Hyper-V host
    [other] that it is not Hyper-V
   *[unread] nothing
  }, the firmware { $firmware_given ->
    [no] nothing
   *[other] "{ $firmware }"
  }, Data Exchange { $exchange ->
    [yes] names a host
   *[other] nothing
  }
    .means = KVM can show its guests what Hyper-V shows, and Data Exchange values can be left over from another host. AVMA works on Hyper-V alone.
    .action = Look on the host: is it Hyper-V, and is this machine in its list?
avma-nobody-looked = no sign of a Hyper-V host below, and no AVMA key
avma-hyper-v-guest = a virtual machine of { $at_given ->
    [no] a Hyper-V host
   *[other] the Hyper-V host { $at }
  }
avma-no-windows = AVMA activates Windows Server, and this is another system{ $at_given ->
    [no] {""}
   *[other] {" "}(on the Hyper-V host { $at }{ $edition_given ->
        [no] {""}
       *[other] , { $edition }
      }{ $release_given ->
        [no] {""}
       *[other] , { $release }
      })
  }
    .means = No host activates this system.
    .action = Run actprobe in a guest with Windows Server.
avma-client-windows = AVMA activates Windows Server, and this is { $name }
    .means = No host activates this edition: an AVMA key is refused.
    .action = Install a KMS client key or a MAK for this edition.
avma-other-way = Windows is activated with { $channel ->
    [kms-client] a KMS client key
    [kms-host] a KMS host key
    [mak] a MAK
    [retail] a retail key
    [oem] an OEM key
   *[other] another key
  }; AVMA would take an AVMA key
    .means = AVMA is tried with an AVMA key alone.
    .action = Install the AVMA key of this Windows edition, if the Hyper-V host is to activate this machine.
avma-data-exchange-on = the Hyper-V host and this guest exchange data
avma-data-exchange-off = the Hyper-V host tells this guest nothing: Data Exchange is off
    .means = Host and guest speak of activation through Data Exchange (key-value pairs); without it the guest is not activated, mostly without a word (errors 0xC004FD01, 0xC004FD04).
    .action = Turn on the integration service "Data Exchange" of this virtual machine on the host.
avma-data-exchange-disabled = the guest's own service for Data Exchange (vmickvpexchange) is disabled
    .means = Host and guest speak of activation through Data Exchange; what this guest still shows of its host is from before.
    .action = Let the service start on demand again.
avma-data-exchange-stopped = the guest's own service for Data Exchange (vmickvpexchange) is stopped
    .means = Host and guest speak of activation through Data Exchange, and this service is the guest's end of it (errors 0xC004FD01, 0xC004FD04).
    .action = Start the service in the guest. Where it stops again or does not start, turn on the integration service "Data Exchange" of this virtual machine on the Hyper-V host.
avma-data-exchange-unread = what the Hyper-V host tells this guest was not read
    .means = Host and guest speak of activation through Data Exchange (key-value pairs); whether it is on is not known.
    .action = Look whether the key holds values.
avma-host-datacenter = a Hyper-V host with Windows Server { $edition }
avma-host-not-datacenter = the Hyper-V host has the edition { $edition }, not Datacenter
    .means = Only a Datacenter host activates its guests (error 0xC004FD02, or nothing at all).
    .action = Move this machine to a Datacenter host.
avma-host-evaluation = the Hyper-V host has the edition { $edition }
    .means = AVMA wants an activated Datacenter host. Whether an evaluation counts as one is not documented.
    .action = { $at_given ->
        [no] Run this on the Hyper-V host
       *[other] Run this on { $at }
      } to see its own licence, and convert it to Datacenter.
avma-host-azure-local = the host is Azure Stack HCI (Azure Local)
    .means = It activates guests once it was set up for it: with a Windows Server subscription, or with keys of Windows Server Datacenter.
    .action = { $at_given ->
        [no] Run this on the Hyper-V host
       *[other] Run this on { $at }
      }. To turn it on for a guest, the guest has to be off.
avma-host-edition-unknown = the edition of the Hyper-V host is not known{ $number_given ->
    [no] {""}
   *[other] {" "}(it calls itself number { $number })
  }
    .means = Only a Datacenter host activates its guests.
    .action = { $at_given ->
        [no] Run this on the Hyper-V host
       *[other] Run this on { $at }
      }.
avma-release-fits = { $host_release } activates guests with { $guest_release }
avma-host-too-old = the Hyper-V host has { $host_release_given ->
    [no] a release from before AVMA
   *[other] { $host_release }
  }, which does not activate guests with { $guest_release }
    .means = A host activates its own release and older ones, from Windows Server 2012 R2 on (error 0xC004FD03, or event 12309 "Invalid Host").
    .action = Move this machine to a newer host, or upgrade the host.
avma-release-unknown = whether the Hyper-V host is new enough is not known{ $guest_release_given ->
    [no] , nor which Windows runs here
   *[other] : this guest has { $guest_release }
  }
    .means = A host activates its own release and older ones. Data Exchange says 10.0 for every host since Windows Server 2016.
    .action = { $at_given ->
        [no] Run this on the Hyper-V host
       *[other] Run this on { $at }
      }, and compare the build with that of this guest.
avma-guest-edition-fits = the edition { $edition } can be activated by its host
avma-guest-evaluation = this is the evaluation edition { $edition }
    .means = An evaluation takes no AVMA key ("doesn't work with this edition", error 0xC004F069).
    .action = Convert it first, with the key of the wanted channel. A domain controller has to be demoted before.
avma-guest-too-old = { $name } is from before AVMA
    .means = AVMA activates guests from Windows Server 2012 R2 on.
    .action = Use KMS or ADBA here.
avma-guest-edition-without-key = no AVMA key is known for the edition { $edition }
    .means = AVMA activates the Datacenter, Standard and Essentials editions of Windows Server.
    .action = Compare with Microsoft's page "Automatic Virtual Machine Activation in Windows Server".
avma-guest-edition-unread = the edition of Windows was not read
    .means = AVMA activates the Datacenter, Standard and Essentials editions of Windows Server from 2012 R2 on.
    .action = Look which edition runs here.
avma-key-installed = an AVMA key is installed{ $partial_given ->
    [no] {""}
   *[other] {" "}(…{ $partial })
  }
avma-key-other = the installed key{ $partial_given ->
    [no] {""}
   *[other] {" "}(…{ $partial })
  } is { $channel ->
    [kms-client] a KMS client key
    [kms-host] a KMS host key
    [mak] a MAK
    [retail] a retail key
    [oem] an OEM key
    [time-based] that of an evaluation
   *[other] not an AVMA key
  }, so AVMA is not tried
    .means = The key decides which way is taken. An AVMA key is published, the same for everybody.
    .action = If the Hyper-V host is to activate this machine, install the AVMA key of this edition. Where it is refused after an upgrade, install the KMS client key first. Leave the key as it is for KMS, ADBA or a MAK.
avma-key-of-cloud-image = the installed key is a KMS client key, and the KMS is { $kms }: an image that came from a cloud
    .means = That KMS serves the cloud's own machines alone, and this one is not there.
    .action = Forget that KMS (slmgr /ckms). Then install the AVMA key, or use a KMS of your own.
avma-key-unseen = Which key is installed: AVMA is tried with an AVMA key alone{ $wanted_given ->
    [no] {""}
   *[other] {" "}(for this edition { $wanted })
  }.
avma-activated = activated by { $by_given ->
    [no] its Hyper-V host
   *[other] the Hyper-V host { $by }
  }
avma-possible = { $at_given ->
    [no] the Hyper-V host
   *[other] the Hyper-V host { $at }
  } can activate this guest
avma-host-refuses = the last try failed with { $code }{ $why ->
    [throttled] : the host has too many requests
    [platform] : no supported Hyper-V host was found
    [not-activated] : the host is not activated itself, or is no Datacenter edition
    [seen-idle] : the host is not activated itself, by its own licence
    [seen-not-datacenter] : the host is no Datacenter edition, by its own licence
    [seen-activated] , and by its own licence the host is an activated Datacenter
    [mismatch] : the host cannot activate this edition or release
   *[not-bound] : the guest is not bound to this host
  }{ $was_given ->
    [no] {""}
   *[other] ; { $was } activated it before
  }
    .means = { $was_given ->
        [no] { $why ->
            [seen-activated] It was activated after that try, or before it, and the guest ran elsewhere then.
           *[other] The host decides, and tells the guest no more (event 12309 here, 12310 there).
          }
       *[other] The machine was moved or copied to another host. Each host, and each node of a cluster, has to be an activated Datacenter itself.
      }
    .action = { $why ->
        [throttled] Wait, and try again.
        [platform] Look whether Data Exchange is on, and whether this is a host of your own.
        [seen-idle] Activate the host; then this guest tries again.
        [seen-not-datacenter] Move this machine to an activated Datacenter host, or have it use another way (KMS, Active Directory, a key of its own). AVMA needs Datacenter below.
        [seen-activated] Try again in this guest. If it fails as before, event 12310 on the host says more.
        [mismatch] Compare the release of the host with that of the guest: it has to be the same or a later one.
       *[other] Run this on the host to see its own licence, and activate it there.{ $perhaps_given ->
            [no] {""}
           *[yes] {" "}{ $perhaps } shows a Datacenter that is activated: if that is this host, try again in the guest first.
          }
      }
avma-host-idle = the host is not activated itself, by its own licence
    .means = A host activates its guests only once it is activated itself.
    .action = Activate the host; then this guest tries again.
avma-host-changed = Whether the host { $now } is activated: { $was } activated this guest, which was moved or copied since.
avma-host-state-unseen = Whether the Hyper-V host{ $at_given ->
    [no] {""}
   *[other] {" "}{ $at }
  } is activated itself: a guest does not see it (on the host: slmgr /dlv, and event 12310).
avma-host-nested = Whether AVMA works on a host that is a virtual machine itself{ $at_given ->
    [no] {""}
   *[other] , as { $at } is
  }: Microsoft does not say.

### The licence

licence-state = Licence now{ $captures_count ->
    [0] {""}
   *[other] {" "}(by { $captures })
  }: { $name }{ $key_given ->
    [no] {""}
   *[other] , key ending in { $key }
  }{ $channel ->
    [kms-client] {" "}(a KMS client key)
    [kms-host] {" "}(a KMS host key)
    [mak] {" "}(a multiple activation key)
    [retail] {" "}(a retail key)
    [oem] {" "}(an OEM key)
    [avma] {" "}(an AVMA key)
    [time-based] {" "}(an evaluation)
   *[other] {""}
  }: { $status ->
    [licensed] activated
    [unlicensed] not activated
    [initial-grace] not activated, in the first grace period
    [additional-grace] not activated any more, in the additional grace period
    [non-genuine-grace] in the non-genuine grace period
    [notification] not activated, in notification mode
    [extended-grace] not activated, in the extended grace period
   *[other] { $status }
  }{ $reason_given ->
    [no] {""}
   *[other] {" "}({ $reason })
  }{ $days ->
    [0] .
    [one] , 1 day left.
   *[other] , { $days } days left.
  }
key-fits = the installed key is { $channel ->
    [kms-client] a KMS client key
    [kms-host] a KMS host key
    [mak] a multiple activation key
    [retail] a retail key
    [oem] an OEM key
   *[other] of the right kind
  }
key-unknown = which kind of key is installed is not known
    .means = Each channel takes its own kind of key.
    .action = Capture it whole.
key-of-other-channel = the installed key{ $key_given ->
    [no] {""}
   *[other] {" "}(ending in { $key })
  } is { $channel ->
    [kms-host] a KMS host key: it makes this machine a KMS host
    [mak] a multiple activation key
    [retail] a retail key: installed from retail or MSDN media, typed in, or that of a digital licence
    [oem] an OEM key
    [avma] an AVMA key
    [time-based] an evaluation key
   *[other] no KMS client key
  }
    .means = With this key Windows asks neither a KMS host nor Active Directory, however well they work: it is the key, not the network.
    .action = { $channel ->
        [kms-host] Leave it as it is: with another key this machine is no KMS host any more.
       *[other] { $works ->
            [yes] Leave it as it is: Windows is activated with it, and another key would take its place.
           *[other] To use KMS or Active Directory, install the published setup key of this edition; it costs no activation.
          }
      }
key-of-add-on = an add-on has a key of its own{ $key_given ->
    [no] {""}
   *[other] {" "}(ending in { $key })
  }, which goes this way: { $name }
key-not-online = the key{ $key_given ->
    [no] {""}
   *[other] {" "}(ending in { $key })
  } is { $channel ->
    [avma] an AVMA key
   *[other] a KMS client key
  }
    .means = Microsoft's servers do not activate it: it is a setup key that everybody may use, and { $channel ->
    [avma] a Hyper-V host
   *[other] a KMS host or Active Directory
  } activates it.
    .action = Nothing, where that is the way that is meant. To activate online instead, install a multiple activation key or a retail key.
key-not-by-phone = no confirmation ID activates { $channel ->
    [avma] an AVMA key
    [time-based] an evaluation key
   *[other] a KMS client key
  }{ $key_given ->
    [no] {""}
   *[other] {" "}({ $key })
  }
    .means = A confirmation ID activates a multiple activation key, a retail key or a KMS host key.
    .action = Nothing, where another way is meant. To activate offline, install such a key first.
edition-evaluation = { $edition_given ->
    [no] this edition
   *[other] { $edition }
  } is an evaluation
    .means = An evaluation takes no volume key, so that neither KMS nor Active Directory nor AVMA can activate it (error 0xC004F069).
    .action = { $refused ->
        [0] { $controller ->
            [yes] This is a domain controller, and dism converts none. Set up a second server of the full edition as a domain controller, and move the roles and whatever else runs here to it. Only then demote this one, and convert it with the key that was bought, or retire it. While it is the only domain controller, demoting it ends the domain.
           *[no] { $own_key ->
                [yes] Convert it to the full edition first; this needs a restart. Use the key that was bought, and that slmgr did not take: an evaluation takes it by this command alone. A domain controller is never converted: (Get-CimInstance Win32_ComputerSystem).DomainRole is 4 or 5 there.
               *[no] Convert it to the full edition first; this needs a restart. { $setup_key_given ->
                    [yes] The command takes the published setup key of the full edition, which KMS or Active Directory then activates. Where a key was bought (MAK, retail), put that one in its place.
                   *[no] The command wants a key of the full edition: one that was bought (MAK, retail) or, where KMS or Active Directory is to activate it, the published setup key.
                  } A domain controller is never converted: (Get-CimInstance Win32_ComputerSystem).DomainRole is 4 or 5 there.
            }
        }
       *[other] It has to become the full edition, and dism did not change it (error { $refused }): on a domain controller (DomainRole 4 or 5) it never does. Set up another server of the full edition as a domain controller, move the roles there, and demote this one then; while it is the only domain controller, demoting it ends the domain. On any other server, look into C:\Windows\Logs\DISM\dism.log.
      }
edition-full = { $edition } is no evaluation
edition-of-key = the licence is for { $edition }, which is installed
edition-not-of-key = { $edition } is installed, and the licence is for { $licensed }
    .means = The key was made for another edition, or one of the captures is older than an upgrade (errors 0xC004F050, 0xC004F069).
    .action = Capture both again; if they still differ, install the key of the installed edition.
cmid-shared = { $machines } have the same client id (CMID { $cmid })
    .means = A KMS host counts them as one machine, so that its count does not grow: they were cloned without sysprep /generalize. (One machine whose hardware changed between two captures looks alike.)
    .action = { $rearms ->
    [none] Give each clone an id of its own. slmgr /rearm would do that, and this machine has no rearm left: rearm the others, or install this one anew. Whoever makes the image generalizes it (sysprep /generalize) before it is cloned again.
    [elsewhere] Give each clone an id of its own: run this on the clones, never on their KMS host, and restart them. Whoever makes the image generalizes it (sysprep /generalize) before it is cloned again.
   *[other] Give each clone an id of its own: run this on it, and restart it. Whoever makes the image generalizes it (sysprep /generalize) before it is cloned again.
  }
cmid-perhaps-shared = { $files } have one client id (CMID { $cmid }), and name no machine: one machine twice, or clones
    .means = They are one machine that was captured twice, or clones, which a KMS host counts as one machine, so that its count does not grow.
    .action = Compare the names (hostname) of the machines that were captured. If they are two, they were cloned without sysprep /generalize: { $rearms ->
    [none] slmgr /rearm would give each an id of its own, and this one has no rearm left: rearm the others, or install this one anew.
   *[other] give each clone an id of its own: run this on it, and restart it.
  } Whoever makes the image generalizes it before it is cloned again. If they are one, nothing is wrong with its id: more machines have to ask the KMS host.
cmids-differ = each machine that was captured has a client id of its own
kms-count-reached = the KMS host has counted { $count } machines; { $needed ->
    [0] servers need 5, clients 25
   *[other] { $needed } are needed
  }
kms-count-low = { $told_by ->
    [code] the KMS host says that it has not counted enough machines; { $needed ->
        [0] servers need 5, clients 25
       *[other] { $needed } are needed
      }
   *[other] the KMS host has counted { $count } { $needed ->
        [0] machines; servers need 5, clients 25
       *[other] of the { $needed } machines that are needed
      }
  }
    .means = The network is not to blame: a KMS host activates servers from 5 machines on and clients from 25 on, counted over 30 days (error 0xC004F038).
    .action = Let more machines ask this host, look for clones that share a client id, and for a second KMS host that shares the count. A small site is better served by Active Directory or by a multiple activation key.
kms-host-too-old = the KMS host cannot serve this product (error { $code })
    .means = Its key or its system may be older than this Windows, or its key is for other products: the host answers, the network is not to blame.
    .action = Install on the KMS host the host key of this Windows version, and before it the update that the host's system needs for that key; or use another host.
kms-host-key-older = the host key of the KMS host{ $host_given ->
    [no] {""}
   *[yes] {" "}{ $host }
  } is that of { $key }, and this Windows is { $client } (error { $code })
    .means = A KMS host key serves its own release and those before it. The host answers those as ever: neither the network nor the key of this Windows is to blame.
    .action = Have the KMS host key (CSVLK) of { $client } fetched by whoever holds the licence (Microsoft 365 admin center), and install it on the KMS host; it serves the older releases too. { $takes ->
        [yes] That host takes it as it is ({ $system }).
        [after-update] That host ({ $system }) needs { $update } before it, or any later cumulative update.
        [no] That host ({ $system }) takes no such key: install it on a newer one, and let that one publish.
       *[untold] Which Windows that host runs was not read: an older one needs an update first, or takes no such key.
      } Then activate this Windows again.
kms-host-key-fits = a KMS host refused this Windows (error { $code }), and { $host_given ->
    [no] the one that was captured
   *[yes] { $host }
  } has the host key of { $key }, which serves { $client }
    .means = Another KMS host answered, one with an older key; or this one got its key after that try.
    .action = Try again. If it fails with the same code, the KMS host that slmgr /dlv then names is the one to look at, and each other one that is published: all of them need the host key of { $client } or of a later release.
kms-host-refused-another = the KMS host could not serve another client{ $client_given ->
    [no] {""}
   *[other] , { $client }
  } (error { $code })
    .means = Its key or its system may be older than that client's Windows, or its key is for other products. Whether it serves this one, nothing shows.
    .action = Compare this Windows with that client's; on the KMS host, compare its key with the newest Windows that it has to serve.
kms-host-not-activated = the KMS host is not activated itself (error { $code })
    .means = A KMS host serves nobody before its own key is activated, online or offline.
    .action = Activate the KMS host; if that fails, run actprobe there.
kms-host-captured-not-activated = { $host_given ->
    [no] a KMS host
   *[yes] the KMS host { $host }
  } is not activated itself{ $code_given ->
    [no] , by its own licence
   *[yes] , by its own licence (error { $code })
  }
    .means = A KMS host serves nobody before its own key is activated, online or offline. Whether it is the one that this host asks, nothing shows.
    .action = Activate the KMS host; if that fails, run actprobe there.
kms-not-enabled = the machine that was asked is no KMS host (error { $code })
    .means = No KMS host key is installed there, or the service did not answer.
    .action = Install the KMS host key there, or remove its SRV record.
kms-request-answered = the last request, to { $host } on { $at }{ $at_zone ->
    [local] {" "}(local time there)
   *[utc] {""}
  }, was answered
kms-request-unanswered = a request went to { $host } on { $at }{ $at_zone ->
    [local] {" "}(local time there)
   *[utc] {""}
  }, and no answer is on record
    .means = Something on this host or on the way took it: a security product, the host's own firewall, a filter that lets the connection pass and the request not.
    .action = Compare with what this report says of the way to that host; if that is open, look at what watches the Software Protection service on this host.
kms-request-failed = the last request{ $host_given ->
    [no] {""}
   *[other] , to { $host }
  } on { $at }{ $at_zone ->
    [local] {" "}(local time there)
   *[utc] {""}
  } ended with { $code }{ $symbol_given ->
    [no] {""}
   *[other] {" "}({ $symbol })
  }
    .means = { $cause ->
    [clock] The clocks of this host and of the KMS host were too far apart then; slmgr shows 0xC004F074 for it.
    [unreachable] No connection to the KMS host came about then; slmgr shows 0xC004F074 for it.
    [not-found] No KMS host was found by name then.
    [umbrella] No KMS host served the request then; this event does not say why.
    [count] The KMS host had not counted enough machines then.
    [kms-host] The KMS host could not serve it then.
   *[other] This is the code that slmgr hides behind 0xC004F074.
  }
    .action = { $cause ->
    [clock] Compare the clock with that of the KMS host, in UTC.
    [not-found] See what this report says of the DNS; then activate again.
    [unreachable] Check that the KMS host is up and that KMS listens there; if so, look for what is on the way. Then activate again.
    [umbrella] Activate again; a newer event 12288 may tell the reason.
   *[other] Mend what this code names, then activate again.
  }
key-accepted = the installed key is activated
key-used-up = Microsoft's servers say that the key has no activations left ({ $code }{ $symbol_given ->
    [no] {""}
   *[other] , { $symbol }
  })
    .means = This is a matter of licensing, not of the network: each machine that had this key used some of it, and one that is rebuilt, cloned or changed counts anew. { $kms_host ->
        [yes] Until this KMS host is activated it serves nobody. Its clients stay activated to the end of their time (180 days from their last renewal), and renew by another KMS host where there is one.
       *[no] An upgrade in place, new hardware or a moved virtual machine counts as another machine.
      }
    .action = Activate this machine offline, with a confirmation ID, or ask for more activations{ $kms_host ->
        [yes] {" "}or another KMS host key. Leave the clients as they are.
       *[no] ; for many machines, use KMS or Active Directory.
      }
oem-key-missing = the firmware holds no key for this OEM licence ({ $code }{ $empty ->
    [yes] ; OA3xOriginalProductKey is empty
   *[no] {""}
  })
    .means = An OEM licence of this kind (OEM_DM) has its key in the firmware of the main board, and comes with none to type: no network mends that.
    .action = Ask the maker of this machine first: after a changed main board, its service puts the key into the firmware of the new one. Then activate. A digital licence that is linked to an account is moved by the activation troubleshooter of the Settings.
key-refused = Microsoft's servers do not accept the key ({ $code }{ $symbol_given ->
    [no] {""}
   *[other] , { $symbol }
  })
    .means = This is a matter of licensing, not of the network: the key is blocked, mistyped, or not for this product.
    .action = Check the key against the licence agreement; then install the right one.

### Offline (confirmation ID)

phone-needs-no-network = needs another device with Internet, and a sign-in
phone-edition-excluded = Windows of this edition ({ $edition }) is not activated by the portal's confirmation IDs, says a public text: ask Microsoft before you count on it.

### Caveats

adba-machine-account-unseen = Whether the machine's own account reads the activation objects as this user does: by default it does.
adba-kerberos-unasked = Whether Kerberos answers, by which members log on: its port (88) takes connections, and nobody logged on by it. To know, log on to a member of the domain as one of its users, and type klist purge and then klist get krbtgt: a ticket shows that it answers. Where none comes, the Active Directory team looks at the Kerberos service (kdc) of the domain controller, and the network team at what else takes connections to port 88.
adba-key-unseen = Whether this host has a KMS client key (GVLK), which ADBA needs.
avma-host-log-unattributed = Whether it was this guest whose last request ended with { $code } on the Hyper-V host{ $at_given ->
    [no] {""}
   *[other] {" "}{ $at }
  }: what was captured of that host's log does not name the guest.
adba-generation-unseen = Whether { $objects } { $objects_count ->
    [one] is
   *[other] are
  } for the version of Windows of this host.
adba-before-kms = KMS is published as well; Windows asks the directory first, and KMS only if that fails.
controllers-left-out = { $count } more domain controllers are published than were asked.
cloud-kms-once-told = { $host } serves a host once it is told of it (slmgr /skms { $host }): whether this one is, was not seen.
kms-of-azure-egress-unseen = Whether requests to { $host } leave from a public address of Azure: it takes connections from elsewhere too, and serves none of them. Where traffic goes out through one's own network (forced tunnelling), activation fails with 0xC004F074: route the addresses of that host to the Internet directly.
kms-host-low-priority = Whether clients get their answers in time: this KMS host was told to work with low priority (EnableKmsLowPriority), and a busy machine then lets them wait.
kms-of-google-terms-unseen = Whether { $host } serves this machine: it takes any connection, and serves machines of Google Cloud with Google's own Windows licence (not one brought along), whose requests leave by the default Internet gateway or Private Google Access. By another way out (an appliance, one's own network) activation fails with 0xC004F074.
azure-edition-elsewhere = How long an activation lasts: this Windows is Datacenter: Azure Edition ({ $edition }), which belongs on Azure and Azure Local, and deactivates itself elsewhere.
kms-host-state-unseen = Whether the KMS host is activated and has counted enough: it was not asked.
service-rule-unseen = Whether this host's firewall lets sppsvc out as it lets this tool.
name-rule-elsewhere = The host sends questions for these names elsewhere than to the servers asked here (Name Resolution Policy Table: { $rule }).
host-facts-from-file = The settings are those of { $host_given ->
    [no] the host that the file { $file } was made on
   *[other] { $host } (file { $file })
  }; the questions were asked from here, as far as its settings say, in its place.
host-facts-cut-short = The file { $file } ends in the middle: what would have followed is not known.
host-facts-not-read = { $count } lines or values of the file { $file } were not read.
key-state-unseen = Whether the key has activations left: only Microsoft knows.
tls12-setting-unread = Whether TLS 1.2 is on for Windows' services: { $release_given ->
    [no] this release of Windows
   *[yes] { $release }
  } has to be told (DefaultSecureProtocols of WinHTTP, KB3140245), and the setting was not read.
windows-trust-unseen = What a Windows trust store and Windows' own TLS settings would say: this ran on another system.
phone-needs-key = Which key is installed: a confirmation ID activates no KMS client key.
captures-alone = Nothing was asked of the network: what no capture shows is not known. What to capture, and how, stands in docs/captures.md.
from-captures = What was read from { $files } is as old as { $files_count ->
    [one] that capture
   *[other] those captures
  }.
captures-unknown = Not understood: { $files }. Known are slmgr /dlv, /dli, /xpr, /ato, /ipk, /skms, /ao-list and /dti, SoftwareLicensingProduct and SoftwareLicensingService as JSON, list or table, Get-ItemProperty, sc qc sppsvc, ospp /dstatus and /act, netsh winhttp show proxy and advproxy, nslookup, dig, host, Resolve-DnsName, Get-DnsServerResourceRecord, dnscmd /enumrecords, Get-NetFirewallRule, ping, Test-NetConnection, PortQry, telnet, curl, nc, w32tm, ipconfig /all, route print, systeminfo, Get-ComputerInfo, dism /Get-CurrentEdition, nltest, registry exports (.reg), and Security-SPP events as XML (wevtutil … /f:xml), as text (Event Viewer, Get-WinEvent) or as an event log (.evtx).
captures-cut = Not read to the end: { $files }. Each is cut off, damaged, or holds more than is kept of it. What was read counts.
captures-alike = No name stands in { $files }, and the client id (CMID) is that of a capture before: it was taken for the same machine, and may be a clone of it.
captures-set-aside = Known already, from this run or from a capture named before: what { $files } says was set aside.
captures-unused = Understood, and without anything that counts here: { $files }.
captures-of-ids = The Installation ID in { $files } is not kept; --offline-id-qr draws it.
captures-of-others = Made on another computer than the one this report is about: { $files }.
clock-not-set = This host's time service was told to set the clock, and did not: { $why ->
    [too-far] it is further off than the service may correct
   *[no-time] its source gave no time that it could use
  }.
time-service-free = This host's time service { $set ->
    [yes] is set to follow no source (Type: NoSync)
   *[no] follows no source, by its own word
  }: a clock that is right now will wander.
answers-seen-by-inspection = TLS is opened on the way by { $issuers }, which the site accepts: whether the activation service itself answered cannot be seen.
transparent-proxy-seen = Plain HTTP goes through a proxy that nobody configured here ({ $marks }).
questions-unanswered = Nobody answered for { $names }: what is published there was not seen.
clock-one-source = The clock was compared with { $source } alone.
targets-left-out = { $count } more KMS hosts are published than were tried.
kms-machine-known-otherwise = { $address }, to which { $host } leads, is { $others } by the name of that address. If that is the KMS host's own name, all is well with DNS. If it is another machine, the address record of { $host } is wrong, and nothing is to be started or opened there. Whoever runs the KMS host knows.
way-loses-packets = Packets get lost on this network, or a server's queue is full: { $repeated } of { $connections } connections stood only after their SYN was sent again. { $silences ->
    [0] { $others ->
        [yes] That does not explain the silence that is told here. Run again with --timeout 15s, which leaves time for more tries, and look into the line itself
       *[no] What was asked over TCP was answered in the end; a client that tries once may not get through each time. Look into the line itself
      }
    [one] Chance explains the silence of 1 step as well as a filter. Run again with --timeout 15s, which leaves time for more tries, and look into the line itself
   *[other] Chance explains the silence of { $silences } steps as well as a filter. Run again with --timeout 15s, which leaves time for more tries, and look into the line itself
  }.
way-fell-silent = { $hosts } answered, and then nothing came back on any new connection: the way there ended in the middle of this run, or what is at its end did. What was silent is told as not known, and nobody is blamed for it. Run again; if it happens each time, look at the line first (a VPN, a tunnel, Wi-Fi), with whoever runs the network.
run-cut-short = The run was cut short; what was not asked is unknown.
probes-left-out = Left out by request: { $probes }. That could change what is said of { $channels }.
windows-newer-than-lists = This Windows has build { $build }; the lists of editions and setup keys are of { $lists_of } and end with build { $newest }, so what rests on them may not hold for it.

### The report

answer-required-work = Yes: { $channels } { $channels_count ->
    [one] is required, and works
   *[other] are required, and work
  }
answer-required-blocked = No: { $channels } { $channels_count ->
    [one] is required, and is blocked
   *[other] are required, and are blocked
  }
answer-required-unknown = Not certain: { $channels } { $channels_count ->
    [one] is required, and whether it works
   *[other] are required, and whether they work
  } was not seen
answer-activated-for-good = { $host_given ->
    [no] This Windows
   *[yes] { $host }
  } is activated, for good{ $key ->
    [mak] {" "}(MAK)
    [retail] {" "}(retail key)
    [oem] {" "}(OEM key)
   *[other] {""}
  }
answer-kms-host-activated = { $host_given ->
    [no] This KMS host
   *[yes] { $host }, a KMS host,
  } is activated{ $counted ->
    [yes] ; it has counted { $count } (servers need 5, clients 25)
   *[no] {""}
  }
answer-activated-for-a-time = { $host_given ->
    [no] This Windows
   *[yes] { $host }
  } is activated{ $by ->
    [kms] {" "}by KMS
    [directory] {" "}by an object in Active Directory
    [kms-or-directory] {" "}by KMS or Active Directory (the key does not tell which)
    [hyper-v] {" "}by its Hyper-V host
   *[other] {""}
  }{ $until_given ->
    [no] { $days ->
        [0] {""}
        [one] , with 1 day left
       *[other] , with { $days } days left
      }
   *[yes] {" "}until { $until }{ $days ->
        [0] {""}
        [one] {" "}(1 day)
       *[other] {" "}({ $days } days)
      }
  }{ $failed_given ->
    [no] {""}
   *[yes] ; a try to renew it failed ({ $failed })
  }
answer-activation-ended = The { $evaluation ->
    [yes] evaluation
   *[no] activation
  } of { $host_given ->
    [no] this Windows
   *[yes] { $host }
  } ended on { $until }, by a capture from before that day: { $evaluation ->
    [yes] unless it was rearmed or converted since, it has run out
   *[no] unless it was renewed since, Windows is not activated
  }
answer-last-succeeded = { $host_given ->
    [no] This Windows
   *[yes] { $host }
  } was activated{ $by ->
    [kms] {" "}by KMS
    [directory] {" "}by an object in Active Directory
    [hyper-v] {" "}by its Hyper-V host
   *[other] {""}
  }{ $day_given ->
    [no] {""}
   *[yes] {" "}on { $day }
  }{ $count ->
    [0] {""}
   *[other] ; the KMS host had counted { $count }
  }
answer-evaluation = { $host_given ->
    [no] This Windows
   *[yes] { $host }
  } is an evaluation{ $until_given ->
    [no] { $days ->
        [0] {""}
        [one] , with 1 day left
       *[other] , with { $days } days left
      }
   *[yes] {" "}until { $until }{ $days ->
        [0] {""}
        [one] {" "}(1 day)
       *[other] {" "}({ $days } days)
      }
  }; it takes no volume key before it is converted
answer-not-activated = { $host_given ->
    [no] This Windows
   *[yes] { $host }
  } is not activated{ $code_given ->
    [no] {""}
   *[yes] {" "}({ $code })
  }{ $days ->
    [0] {""}
    [one] , with 1 day of grace left
   *[other] , with { $days } days of grace left
  }{ $until_given ->
    [no] {""}
   *[yes] ; its period of grace { $over ->
        [yes] ended
       *[no] ends
      } on { $until }
  }
answer-key-not-taken = { $host_given ->
    [no] Windows
   *[yes] { $host }
  } did not take the key that slmgr /ipk was to install{ $code_given ->
    [no] {""}
   *[yes] {" "}({ $code })
  }; nothing was to be activated
answer-last-failed = { $host_given ->
    [no] The last activation failed
   *[yes] The last activation of { $host } failed
  }{ $day_given ->
    [no] {""}
   *[yes] {" "}on { $day }
  }{ $code_given ->
    [no] {""}
   *[yes] {" "}({ $code })
  }
answer-logged-activated = { $day_given ->
    [no] By its event log, { $host_given ->
        [no] this Windows
       *[yes] { $host }
      }
   *[yes] On { $day }, by its event log, { $host_given ->
        [no] this Windows
       *[yes] { $host }
      }
  } was activated{ $until_given ->
    [no] {""}
   *[yes] {" "}until { $until }
  }
answer-logged-evaluation = { $day_given ->
    [no] By its event log, { $host_given ->
        [no] this Windows
       *[yes] { $host }
      }
   *[yes] On { $day }, by its event log, { $host_given ->
        [no] this Windows
       *[yes] { $host }
      }
  } was an evaluation{ $until_given ->
    [no] {""}
   *[yes] {" "}until { $until }
  }; it takes no volume key before it is converted
answer-logged-not-activated = { $day_given ->
    [no] By its event log, { $host_given ->
        [no] this Windows
       *[yes] { $host }
      }
   *[yes] On { $day }, by its event log, { $host_given ->
        [no] this Windows
       *[yes] { $host }
      }
  } was not activated{ $code_given ->
    [no] {""}
   *[yes] {" "}({ $code })
  }
answer-member-refused = { $domain_given ->
    [no] The domain
   *[yes] The domain { $domain }
  } does not take this Windows for its member ({ $error }): Active Directory cannot activate it before that is repaired; on it, in an elevated PowerShell, Test-ComputerSecureChannel -Repair -Credential does it
answer-domain-unread = nltest did not find out how this Windows stands with { $domain_given ->
    [no] its domain
   *[yes] the domain { $domain }
  } ({ $error }){ $denied ->
    [yes] : run it again from an elevated prompt
   *[no] {""}
  }; whether Active Directory can activate it is not in the capture
answer-no-controller-located = Windows finds no domain controller{ $domain_given ->
    [no] {""}
   *[yes] {" "}of { $domain }
  } ({ $error }): Active Directory cannot activate this host before it finds one; look at its DNS servers and its way to the domain
answer-proxy-of-services = Services{ $host_given ->
    [no] {""}
   *[yes] {" "}of { $host }
  } use the proxy { $servers }{ $bypass_count ->
    [0] {""}
   *[other] , but for { $bypass }
  }; whether activation passes it was not tried
answer-socks-alone = Services{ $host_given ->
    [no] {""}
   *[yes] {" "}of { $host }
  } have no HTTP proxy: { $servers } is for SOCKS, which the licensing service does not use, so it goes direct
answer-dns-client = { $host_given ->
    [no] This Windows
   *[yes] { $host }
  } { $servers_count ->
    [0] shows no DNS server
    [one] asks the DNS server { $servers }
   *[other] asks the DNS servers { $servers }
  }{ $untold ->
    [yes] ; in which domains it looks for a KMS host is not in the captures
   *[no] {" "}and { $suffixes_count ->
        [0] has no DNS suffix, so it looks for no KMS host by itself
       *[other] looks for a KMS host in { $suffixes }
      }
  }; whether one is published was not asked
answer-proxy-shut = Services use the proxy { $server }: { $missing ->
    [yes] its name leads to no address here
   *[no] that port does not open from here
  }
answer-no-proxy = Services{ $host_given ->
    [no] {""}
   *[yes] {" "}of { $host }
  } have no proxy: activation goes direct; whether that leads out was not tried
answer-ways-blocked = By what the captures tell, { $channels } { $channels_count ->
    [one] is
   *[other] are
  } blocked
answer-record-not-published = The KMS host{ $host_given ->
    [no] {""}
   *[yes] {" "}{ $host }
  } could not write its record in DNS{ $day_given ->
    [no] {""}
   *[yes] {" "}on { $day }
  }{ $code_given ->
    [no] {""}
   *[yes] {" "}({ $code })
  }: clients find it by themselves only where somebody wrote the record by hand
answer-request-served = The KMS host{ $host_given ->
    [no] {""}
   *[yes] {" "}{ $host }
  } { $code_given ->
    [no] served
   *[yes] refused
  } { $client_given ->
    [no] a client
   *[yes] { $client }
  }{ $day_given ->
    [no] {""}
   *[yes] {" "}on { $day }
  }{ $code_given ->
    [no] : this is the log of the KMS host, and that request succeeded
   *[yes] {" "}({ $code }){ $asked_given ->
        [no] {""}
       *[yes] , whose clock said { $asked }
      }: this is the log of the KMS host
  }
answer-port-closed = { $server }{ $address_given ->
    [no] {""}
   *[yes] {" "}({ $address })
  }{ $cloud ->
    [google] , the KMS of Google Cloud,
    [oracle] , the KMS of Oracle Cloud,
    [alibaba] , the KMS of Alibaba Cloud,
    [tencent] , the KMS of Tencent Cloud,
    [ovh] , the KMS of OVHcloud,
    [ibm] , the KMS of IBM Cloud,
    [aws] , the KMS of AWS,
    [azure] , the KMS of Azure,
   *[other] {""}
  } did not let itself be connected to{ $from_given ->
    [no] {""}
   *[yes] {" "}from { $from }
  }; { $how ->
    [refused] somebody refused: the host itself, or a firewall before it
    [silent] nobody answered: a firewall on the way or on that host, or no such host
    [host-up] the machine answers ping, so it is up: nothing listens on that port, or a firewall stops it
    [listening] that KMS host itself listens there, so that something before it stops the port
    [untold-by-name] whether the name leads nowhere, somebody refused or nobody answered is not in the capture
   *[untold] whether somebody refused or nobody answered is not in the capture
  }
answer-endpoint-tls-failed = { $server } takes a connection{ $proxy_given ->
    [no] {""}
   *[yes] {" "}through the proxy { $proxy }
  }, and { $how ->
    [untrusted] the tool did not trust who answers; it may have other roots than Windows, so whether Windows trusts is not in the capture
    [untrusted-by-windows] Windows itself does not trust who made the certificate: something on the way opens the connection (TLS inspection), or the root certificates of that Windows are out of date
    [revocation] the tool could not learn whether the certificate is revoked: the revocation list did not come (plain HTTP, port 80), or the certificate names none, as that of an inspecting device; whether activation goes on without it is not in the capture
    [out-of-date] the certificate is out of date by the clock of the machine that tried; whether that clock or the certificate is wrong is not in the capture
    [wrong-name] the certificate that came is of another name: something else answers in its place, as a portal, a filter or an inspecting device does
    [cut-off] the encrypted conversation was cut off as it began, which a firewall or an inspecting device on the way does
    [no-tls] what answers there speaks no TLS, as the page of a portal or a filter does
   *[other] the encrypted conversation did not come about; why is not in the capture
  }
answer-proxy-refused = The proxy { $proxy } did not let the tool through to { $server }: { $status ->
    [407] it wants to know who asks (407), and activation logs on to a proxy as the machine account at most
   *[other] it answered { $status }
  }. Whether services use this proxy is not in the captures
answer-proxy-admitted = The proxy { $proxy } lets through to { $server }; whether services use this proxy, and whether it is Microsoft's service that answers, is not in the captures
answer-nothing-counts = { $files_count ->
    [one] The capture { $files } is
   *[other] The captures { $files } are
  } understood, and { $files_count ->
    [one] tells
   *[other] tell
  } nothing of whether Windows is activated or could be
answer-port-opened = { $server }{ $address_given ->
    [no] {""}
   *[yes] {" "}({ $address })
  } opens{ $from_given ->
    [no] {""}
   *[yes] {" "}for { $from }
  }; whether KMS answers behind that port is not in the capture
answer-port-opens-for-some = { $server } opens for { $opens }, and not for { $fails }; whether KMS answers behind that port is not in the captures
answer-some-ports-open = KMS can be reached through { $opens }, and not through { $fails }{ $published ->
    [yes] : a client whose draw fails tries the next
   *[no] {""}
  }{ $served ->
    [yes] {""}
   *[no] ; whether KMS answers behind an open port is not in the captures
  }
answer-port-opens-at-times = { $server } opened at one try, and not at another; why is not in the captures
answer-endpoint-opened = { $server }{ $address_given ->
    [no] {""}
   *[yes] {" "}({ $address })
  } opens{ $from_given ->
    [no] {""}
   *[yes] {" "}for { $from }
  } without a proxy; whether it is Microsoft's service that answers is not in the capture
answer-endpoint-unanswered = The DNS server { $by } gave no answer for { $server } in time, so whether that name has an address is not known
answer-endpoint-unresolved = { $server } leads to no address on the host that tried, so without a proxy it cannot activate online; DNS for the Internet may be left to the proxy
answer-name-unresolved = { $missing ->
    [yes] The name { $server } does not exist, by the DNS server that was asked
   *[no] { $server } leads to no address on the host that tried; why is not in the capture
  }
answer-service-stopped = The licensing service (sppsvc) { $host_given ->
    [no] of this machine
   *[yes] of { $host }
  } is stopped. A client needs it only while it activates, and starts it by itself; on a KMS host it has to run, for nobody else listens on TCP 1688: start it there (net start sppsvc)
answer-listens-not-for-kms = { $host_given ->
    [no] On this machine
   *[yes] On { $host }
  } nothing listens on TCP 1688, the port of KMS: a KMS host that was told no other port serves nobody so (see there that sppsvc runs, and that a KMS host key is installed); a client needs no port
answer-listens-for-kms = { $host_given ->
    [no] This machine
   *[yes] { $host }
  } listens on TCP 1688, the port of KMS{ $rule ->
    [yes] , and its own rule for KMS clients is on
   *[no] {""}
  }; whether clients reach it, and whether it activates them, is not in the captures
answer-host-counted = { $host_given ->
    [no] This KMS host
   *[yes] The KMS host { $host }
  } has counted { $count } (servers need 5, clients 25); whether it is activated is not in the capture
answer-hosts-published = DNS names { $hosts_count ->
    [one] the KMS host { $hosts }
   *[other] the KMS hosts { $hosts }
  } ({ $name }); whether { $hosts_count ->
    [one] it answers
   *[other] they answer
  } is not in the captures
answer-kms-unseen = Whether KMS works is not in the captures
answer-record-published = The KMS host{ $host_given ->
    [no] {""}
   *[yes] {" "}{ $host }
  } wrote its record in DNS{ $day_given ->
    [no] {""}
   *[yes] {" "}on { $day }
  }; whether it serves is not in the capture
answer-hosts-named = { $hosts_count ->
    [one] The KMS host in the captures is { $hosts }; whether it answers
   *[other] The KMS hosts in the captures are { $hosts }; whether they answer
  } is not in them
answer-clock-silent = { $server } did not answer the question for the time: it serves none, or UDP port 123 does not pass
answer-clock-follows = The clock of { $host_given ->
    [no] this Windows
   *[yes] { $host }
  } follows { $server }; how far the two are apart is not in the capture
answer-clock-follows-none = The clock of { $host_given ->
    [no] this Windows
   *[yes] { $host }
  } follows no other clock; compare it with one: KMS refuses from 4 h of difference on, Kerberos from 5 min on
answer-clock-set-by = The time service of { $host_given ->
    [no] this Windows
   *[yes] { $host }
  } { $source ->
    [domain] is set to take its time from its domain
    [both] is set to take its time from its domain and from { $servers }
    [nothing] is set to follow no other clock
   *[servers] is set to follow { $servers }
  }; whether it does, and how far its clock is off, is not in the capture
answer-clock-set = The time service of { $host_given ->
    [no] this Windows
   *[yes] { $host }
  } has set its clock by its source; whether that one is right is not in the capture
answer-clock-not-set = { $why ->
    [too-far] The clock of { $host_given ->
        [no] this Windows
       *[yes] { $host }
      } is further off than its time service may correct: set it by hand (Set-Date), then run w32tm /resync; KMS refuses from 4 h of difference on, Kerberos from 5 min on
   *[no-time] The time service of { $host_given ->
        [no] this Windows
       *[yes] { $host }
      } got no time that it could use, and left its clock as it was: look which source it has (w32tm /query /source) and whether that one answers on UDP port 123; KMS refuses from 4 h of difference on, Kerberos from 5 min on
  }
answer-clock-compared = The clock of { $host_given ->
    [no] this Windows
   *[yes] { $host }
  } and that of { $server } are { $seconds } { $seconds ->
    [one] second
   *[other] seconds
  } apart; KMS refuses from 4 h of difference on, Kerberos from 5 min on
answer-controller-located = Windows finds the domain controller { $controller }{ $domain_given ->
    [no] {""}
   *[yes] {" "}of { $domain }
  }; whether the directory has an activation object is not in the capture
answer-system-is = { $host_given ->
    [no] This Windows
   *[yes] { $host }
  } is { $name }{ $build ->
    [0] {""}
   *[other] {" "}(build { $build })
  }{ $domain_given ->
    [no] {""}
   *[yes] {" "}in the domain { $domain }
  }; how it is licensed is not in the captures
answer-state-unread = Whether { $host_given ->
    [no] this Windows
   *[yes] { $host }
  } is activated was not read{ $word_given ->
    [no] : the state is not in the capture
   *[yes] : “{ $word }” is no word for a state that is known here; LicenseStatus of SoftwareLicensingProduct has the number
  }{ $count ->
    [0] {""}
   *[other] . As a KMS host it has counted { $count } (servers need 5, clients 25)
  }
answer-told-to-use = { $host_given ->
    [no] This Windows
   *[yes] { $host }
  } is told to use the KMS host { $kms }; how it is licensed is not in the captures
answer-not-windows = This is { $kind ->
    [office] Office
   *[add-on] an add-on to Windows
  }{ $name_given ->
    [no] {""}
   *[yes] {" "}({ $name })
  }, not Windows itself; it is { $status ->
    [unlicensed] not activated
    [licensed] activated
    [initial-grace] not activated, in its first grace period
    [additional-grace] not activated, in a grace period
    [non-genuine-grace] not activated, in a grace period
    [notification] not activated
    [extended-grace] not activated, in a grace period
   *[other] in a state that was not read{ $code_given ->
        [no] {""}
       *[yes] , with an error
    }
  }{ $code_given ->
    [no] {""}
   *[yes] {" "}({ $code })
  }{ $days ->
    [0] {""}
    [one] , with 1 day left
   *[other] , with { $days } days left
  }{ $end_given ->
    [no] {""}
   *[yes] ; its key ends in { $end }
  }. It says nothing of how { $host_given ->
    [no] Windows
   *[yes] Windows on { $host }
  } is licensed
answer-ways-open = { $channels_count ->
    [one] The way is open for { $channels }; whether this host takes it
   *[other] The ways are open for { $channels }; which of them this host takes
  }, its key decides (slmgr /dli)
answer-site-open = As seen from { $host }, { $channels_count ->
    [one] the way is open for { $channels }; whether a Windows host
   *[other] the ways are open for { $channels }; which of them a Windows host
  } takes{ $channels_count ->
    [one] {" "}it
   *[other] {""}
  }, its key decides
answer-no-way-open = No way is open{ $host_given ->
    [no] {""}
   *[yes] {" "}from { $host }
  } but offline, with a confirmation ID from another device
answer-no-way-at-all = No way is open{ $host_given ->
    [no] {""}
   *[yes] {" "}from { $host }
  }, not even offline with a confirmation ID
answer-ways-unseen = Whether a way is open{ $host_given ->
    [no] {""}
   *[yes] {" "}from { $host }
  } cannot be told
answer-own-way-works = { $channels }, which { $renews ->
    [renewal] { $channels_count ->
        [one] renews it
       *[other] renew it
      }
   *[other] { $channels_count ->
        [one] takes its key
       *[other] take its key
      }
  }, { $channels_count ->
    [one] works
   *[other] work
  }
answer-own-way-degraded = { $channels }, which { $renews ->
    [renewal] { $channels_count ->
        [one] renews it
       *[other] renew it
      }
   *[other] { $channels_count ->
        [one] takes its key
       *[other] take its key
      }
  }, { $channels_count ->
    [one] works
   *[other] work
  }, but in part
answer-own-way-blocked = { $channels }, which { $renews ->
    [renewal] would renew it
   *[other] { $channels_count ->
        [one] takes its key
       *[other] take its key
      }
  }, { $channels_count ->
    [one] is
   *[other] are
  } blocked
answer-own-way-unseen = Whether { $channels }, which { $renews ->
    [renewal] { $channels_count ->
        [one] renews it
       *[other] renew it
      }
   *[other] { $channels_count ->
        [one] takes its key
       *[other] take its key
      }
  }, { $channels_count ->
    [one] works
   *[other] work
  } was not seen
answer-other-machine = { $status_given ->
    [no] { $failed_given ->
        [no] { $name_given ->
            [no] Another machine ({ $file })
           *[yes] { $name }
          } is in a state that was not read{ $code_given ->
            [no] {""}
           *[yes] , with an error ({ $code })
          }
       *[yes] The last activation of { $name_given ->
            [no] another machine ({ $file })
           *[yes] { $name }
          } failed ({ $failed })
      }
   *[yes] { $name_given ->
        [no] Another machine ({ $file })
       *[yes] { $name }
      } is { $status ->
        [unlicensed] not activated
        [licensed] { $key ->
            [time-based] an evaluation
            [kms-host] activated as a KMS host
           *[other] activated
          }
        [initial-grace] not activated, in its first grace period
        [additional-grace] not activated, in a grace period
        [non-genuine-grace] not activated, in a grace period
        [notification] not activated
       *[extended-grace] not activated, in a grace period
      }{ $code_given ->
        [no] {""}
       *[yes] {" "}({ $code })
      }{ $failed_given ->
        [no] {""}
       *[yes] ; its last activation failed ({ $failed })
      }
  }
answer-left-unread = { $days ->
    [one] 1 day is
   *[other] { $days } days are
  } left of { $evaluation ->
    [yes] its evaluation
   *[no] its activation, or of a grace period{ $word_given ->
        [no] {""}
       *[yes] : the word for its state, “{ $word }”, is none that is known here
      }
  }
answer-other-product = Besides Windows{ $host_given ->
    [no] {""}
   *[yes] {" "}on { $host }
  }: { $kind ->
    [office] Office
   *[add-on] an add-on to Windows
  }{ $name_given ->
    [no] {""}
   *[yes] {" "}({ $name })
  } is { $status ->
    [unlicensed] not activated
    [licensed] activated
    [initial-grace] not activated, in its first grace period
    [additional-grace] not activated, in a grace period
    [non-genuine-grace] not activated, in a grace period
    [notification] not activated
    [extended-grace] not activated, in a grace period
   *[other] in a state that was not read{ $code_given ->
        [no] {""}
       *[yes] , with an error
    }
  }{ $code_given ->
    [no] {""}
   *[yes] {" "}({ $code })
  }{ $days ->
    [0] {""}
    [one] , with 1 day left
   *[other] , with { $days } days left
  }{ $end_given ->
    [no] {""}
   *[yes] ; its key ends in { $end }
  }
answer-tries-by-itself = { $renews ->
    [renewal] Windows tries to renew it by itself every
   *[other] Windows tries again by itself every
  } { $unit ->
    [days] { $every ->
        [one] day
       *[other] { $every } days
      }
    [hours] { $every ->
        [one] hour
       *[other] { $every } hours
      }
   *[other] { $every } minutes
  }
answer-not-renewed = It is not renewed any more: the last renewal was { $ago } days ago. It still counts as activated until the time is over; from then on Windows is not
answer-end-unclear = The day on which it ends stands there as { $told }, which can be read in two ways: the order of day and month is that of the account, and not in the capture
answer-key-is-for = The key that ends in { $end } is Microsoft's published setup key for { $products }, and this is { $own }: it never activates here{ $key_given ->
    [no] {""}
   *[yes] . The one for this Windows is { $key }
  }
answer-default-key = The key that ends in { $end } is Microsoft's default key of the edition, the same on many machines: { $activated ->
    [yes] Windows shows it where a digital licence{ $firmware ->
        [yes] {" "}or the key in the firmware, which is there,
       *[no] {" "}or the key in the firmware
      } activates the machine. That is no fault, and no other key has to be put in
   *[no] it activates nothing by itself. What activates is the digital licence of this hardware{ $firmware ->
        [yes] , the key that the firmware holds
       *[no] {""}
      } or a key that was bought
  }
answer-ticket-missed = Event { $event } ({ $code }) is no fault of this activation: Windows wanted its genuine ticket from Microsoft's servers on the Internet, which KMS does not need; nothing has to be done about it
answer-ticket-alone = Event { $event } ({ $code }) tells of no activation that failed: Windows wanted its genuine ticket from Microsoft's servers on the Internet, and did not get it. Whether Windows is activated, slmgr /xpr tells
answer-renewed-by-directory = Nothing is to be done: Windows renews it by itself, as long as it reaches a domain controller
answer-rearms-left = { $count ->
    [0] No rearm is left: slmgr /rearm cannot begin that period again
    [one] One rearm is left: slmgr /rearm begins that period again
   *[other] { $count } rearms are left: slmgr /rearm begins that period again
  }
answer-licence-is = Licence{ $captures_count ->
    [0] {""}
   *[other] {" "}(by { $captures })
  }: { $name_given ->
    [no] {""}
   *[yes] { $name },{" "}
  }{ $key ->
    [kms-client] KMS client key
    [kms-host] KMS host key
    [mak] multiple activation key
    [retail] retail key
    [oem] OEM key
    [avma] AVMA key
    [time-based] evaluation
   *[other] { $end_given ->
        [no] kind of key unknown
       *[yes] key
      }
  }{ $end_given ->
    [no] {""}
   *[yes] {" "}ending in { $end }
  }{ $kms_given ->
    [no] {""}
   *[yes] ; KMS host { $kms }
  }
with-reason = { $what }: { $reason }.
channel-kms = KMS
channel-adba = ADBA
channel-online = Online
channel-avma = AVMA
channel-phone = Offline
standing-works = works
standing-possible = possible
standing-degraded = degraded
standing-blocked = blocked
standing-unknown = unknown
standing-not-applicable = not applicable
and-more = and { $count } more
and-last = { $others } and { $last }
next = Next: { $what }
also-seen = Also seen
proof = To see that it worked:
without-vbscript = Where VBScript was removed, in PowerShell:
typed-where = { $machine ->
    [client] On { $host_given ->
        [no] the Windows host
       *[yes] { $host }
      }
    [dns-server] On a DNS server of the zone
    [kms-host] On the KMS host
    [new-kms-host] On the newer server that is to be the KMS host
    [domain-controller] On a domain controller
    [time-server] On the time server
    [proxy] On the proxy
    [clone] On each clone
    [hyper-v-host] On the Hyper-V host
    [windows-online] On another Windows (10 or later) with Internet access
    [anywhere] Anywhere
   *[this-host] On { $host_given ->
        [no] this host
       *[yes] { $host }
      }
  }{ $elevated ->
    [yes] , as administrator
   *[no] {""}
  }{ $prompt ->
    [powershell] , in PowerShell
    [zone-file] , in the zone file
    [browser] , in a browser
   *[windows] {""}
  }:
follows = Follows from it: { $what }
kms-draw = A client draws among the published KMS hosts: { $first }{ $later_count ->
    [0] .
   *[other] ; only if those fail: { $later }.
  }
kms-draw-share = { $target } ({ $share } %)
machine-beside = { $host_given ->
    [no] Another machine
   *[yes] { $host }
  }{ $file_given ->
    [no] {""}
   *[yes] {" "}({ $file })
  }, by itself
not-seen = What this run cannot see
indecisive = Failed, but decides nothing
seen-at = Asked on { $time } by the clock of this host, with actprobe { $version }.
judged-at = Judged on { $time } from captures alone, with actprobe { $version }.
installation-id = Installation ID of { $of }, for the offline step:
ids-not-drawn = Not drawn: { $names }. Hand in the capture of one machine alone.
id-without-colors = This terminal shows no colours: the code is drawn in light letters on a dark ground. If yours is dark on light and the phone reads nothing, type the digits.
id-needs-rows = The window has to be { $rows } lines high to show the code whole.
no-id-saved = No Installation ID to draw: a saved report keeps none, and no capture here holds one.
no-id-elsewhere = No Installation ID to draw: no capture here holds one, and it cannot be read from here.
no-id-untold = No Installation ID to draw: the licensing service of this host told none, and no capture here holds one.
how-to-get-id = Make one on the host that is to be activated, and hand it in:
    .run =
        cscript //nologo C:\Windows\System32\slmgr.vbs /dti > dti.txt
        actprobe replay --offline --import dti.txt --offline-id-qr
dry-run-title = What a run would send (nothing was sent)
dry-run-nothing = Nothing would be asked.
dry-run-discovery = DNS, UDP and TCP 53, to { $servers }: SRV of { $names }, and the SOA of each domain as a control
dry-run-found = TCP and three RPC binds (no request) to each address of each KMS host found there; one to its port 1688 as well, where another is published
dry-run-more-binds = To each address of a KMS host at which a bind is refused, cut or left unanswered: up to { $more } more, each on a connection of its own; where nobody accepts one, DNS is asked for the names of its address, for a name beside it that cannot exist, and for the name itself where the hosts file has it
dry-run-target = TCP and three RPC binds (no request) to { $target }: { $why ->
    [cloud] the cloud provider's KMS
    [expected] expected by the site
    [registry] the host's own settings force it
    [cached] the host remembers it from its last success
   *[other] the given KMS host
  }{ $usual ->
    [yes] ; and one bind to its port 1688, in case the other one is mistyped
   *[no] {""}
  }
dry-run-directory = DNS, UDP and TCP 53, to { $servers }: SRV of { $names }, and the SOA of the domain as a control
dry-run-controllers = To { $named_count ->
    [0] each domain controller found there
   *[other] { $named } and each domain controller found there
  }: a netlogon ping (UDP 389), TCP to 389, 88, 3268, 445 and 135, one anonymous LDAP search of the rootDSE, and at most { $cut } more where each is refused or cut, { $silent } where the first is silent, { $slow } where each takes its time and is cut then; two more connections to 88, and at most four after these where each is refused or cut; the same at up to three other addresses of it, without 3268, 445 and 135, and once more where the first one is slow; where the hosts file has its name, DNS is asked for it too
dry-run-objects = To each of them that is of the domain: a log-on { $how ->
    [own] with the credentials of whoever runs this (Kerberos)
   *[password] with the given user and password, inside TLS (389 or 636), after a netlogon answer there; at most nine connections, the password on one of them
  }, and LDAP searches for activation objects
dry-run-time = NTP, UDP, to { $server }: one client request, to compare the clock
dry-run-proxy = HTTP to the proxy { $proxy }: CONNECT, or HEAD, for { $names }, and up to { $more } more for each where one is refused, cut or left unanswered; where it does not answer in HTTP, one greeting in TLS and one in SOCKS; where the hosts file has its name, DNS is asked for it too
dry-run-endpoint = { $over ->
    [https] TCP, TLS
   *[http] TCP
  } and one HEAD request, and up to { $more } more where one is refused, cut or left unanswered, to { $url } ({ $need ->
    [required] activation needs it
    [supporting] activation may be slow or fail without it
   *[other] other licensing traffic
  })
dry-run-names = DNS, UDP and TCP 53, to { $servers }: the addresses of { $names }
progress-kms-discovery = looking for KMS hosts in DNS
progress-kms-target = trying the KMS hosts
progress-directory = asking Active Directory
progress-clock-skew = comparing the clock
progress-online = trying the activation endpoints
owner-host-admin = Administrator of this host
owner-network-team = Network team
owner-dns-admin = DNS administrator
owner-kms-admin = KMS administrator
owner-of-host = Administrator of { $host }
owner-directory-team = Active Directory team
owner-proxy-team = Proxy team
owner-time-admin = Whoever runs the time servers
owner-hyper-v-admin = Hyper-V administrator
owner-licensing-team = Licensing team
owner-image-owner = Whoever makes the image of these machines
owner-microsoft = Microsoft
owner-dns-admin-or-network-team = DNS administrator or network team
owner-kms-admin-or-network-team = KMS administrator or network team
owner-directory-team-or-network-team = Active Directory team or network team
owner-proxy-team-or-network-team = Proxy team or network team
owner-nobody = Nobody

### What changed between two reports

diff-one-host = What changed on { $host }?
diff-two-hosts = What changed from { $before } to { $after }?
diff-of-two-hosts = The reports come from two hosts.
diff-same = Nothing.
diff-inconclusive = Nothing that both reports tell of; but not everything can be compared.
diff-worse = Worse: { $channels }.
diff-better = Better: { $channels }.
diff-other = Changed: { $channels }.
diff-standings-same = No channel stands otherwise than before.
diff-new-problems = New problems: { $channels }.
diff-gone-problems = Problems gone: { $channels }.
diff-channel = { $channel }: { $before } { $arrow } { $after }
diff-channel-same = { $channel }: { $after }, as before
diff-channel-gap = { $channel }: cannot be compared as a whole
diff-before = before: { $seen }
diff-now = now: { $seen }
diff-same-cause = as above: { $what }
diff-in-order = in order
diff-not-applicable = not applicable
diff-did-not-arise = not in question
diff-things = What else changed
diff-new = new{ $value_given ->
    [no] {""}
   *[other] {" "}({ $value })
  }
diff-gone = gone{ $value_given ->
    [no] {""}
   *[other] {" "}(was { $value })
  }
diff-set = { $gone_count ->
    [0] new: { $new }
   *[other] { $new_count ->
        [0] gone: { $gone }
       *[other] gone: { $gone }; new: { $new }
    }
  }
diff-changed = { $before } { $arrow } { $after }
diff-offset = { $offset } { $offset_side ->
    [behind] behind
    [equal] off
   *[other] ahead
  }
diff-gaps = What cannot be compared
diff-gap = before: { $before }; now: { $after }
diff-told-known = known
diff-told-not-asked = not asked
diff-told-unanswered = not known ({ $why })
diff-asked = Before: asked on { $before }. Now: asked on { $after }. Each by the clock of its host; both judged by this version of actprobe.
diff-thing-host-name = Host name
diff-thing-membership = Domain
diff-thing-edition = Edition of Windows
diff-thing-build = Build of Windows
diff-thing-physical-host = Physical Hyper-V host
diff-thing-dns-servers = DNS servers
diff-thing-dns-suffixes = DNS suffixes
diff-thing-clock-offset = This host's clock
diff-thing-srv-record = SRV record (priority weight port)
diff-thing-kms-target = KMS host
diff-thing-proxy-servers = Proxy
diff-thing-proxy-bypass = Past the proxy
diff-thing-proxy-script = Proxy script
diff-thing-route = Way to the endpoint
diff-thing-certificate-issuer = Issuer of the certificate
diff-thing-domain-controller = Domain controller
diff-thing-activation-object = Activation object
diff-thing-licence-status = Licence
diff-thing-licence-reason = Notification code
diff-thing-key-channel = Channel of the key
diff-thing-partial-key = Key, last five characters
diff-thing-activation-id = Activation id
diff-thing-cmid = Client machine id (CMID)
diff-thing-forced-kms = Forced KMS host
diff-thing-used-activation-object = Activation object in use
diff-thing-avma-host = Hyper-V host that activated it

### Steps that no finding asks for by itself

activate = { $kms_given ->
    [no] The way that this key takes is open: activate now.
   *[yes] { $kms } answers: activate now.
  }
activate-online = Online activation is open, and this key takes it: activate now.
activate-add-on = Activate the add-on { $name } online: it has a key of its own, and the key of Windows stays as it is. The first command shows its Activation ID.
activate-office = { $host_given ->
    [no] {""}
   *[yes] On { $host }:{" "}
  }{ $channel ->
    [time-based] This Office is a subscription: sign in to it on that machine, with the account that the licence is assigned to (File, Account). If it stays so, look in the Microsoft 365 admin center whether that account still has the licence, and whether the subscription runs.
    [kms-client] This Office takes a KMS host of its own kind, with an Office KMS host key, whatever activates Windows{ $kms_given ->
        [no] {""}
       *[yes] {" "}(it asks { $kms })
      }. { $why ->
        [count] Its KMS host has not counted enough machines with Office: 5 are needed, and Windows' count is another. Whoever has that host looks at its count.
        [no-record] No KMS host was found in DNS, and none is set. If the directory is to activate it, make an activation object from the Office KMS host key (vmw.exe); else let the KMS host take that key and publish itself. Whoever holds the licence has the key.
        [no-host] No KMS host was found in DNS, none is set, and none is known here. Whoever holds the licence says which one it is. A KMS host for Office is named by the first command. A MAK for this Office is put in by the second. With an Office KMS host key, a server becomes that KMS host and publishes itself, or the directory team makes an activation object (vmw.exe). Without a licence, one has to be bought.
        [no-object] No KMS host was found in DNS, and none is set; the directory has activation objects, and none that is known is for Office. Make one from the Office KMS host key (vmw.exe of the Office Volume License Pack, on a server of the domain), which whoever holds the licence has.
        [object-unused] The directory has an activation object for Office, and this Office went on to look for a KMS host: it read no such object. The machine has to be a member of that domain and to reach a domain controller, and the object has to be for this version of Office. The first command shows how its last requests ended, the second tries again.
        [unreached] No KMS host served it. { $port ->
            [closed] Its port did not open from here: look there first whether KMS listens, then on the way.
           *[untold] Whether its port opens was not seen.
          }
        [host-key] The KMS host that it asked does not serve this Office: it wants the Office KMS host key of this version, and the Office Volume License Pack before it. Whoever holds the licence has both.
       *[other] The first command shows how its last requests ended, the second tries again.
      }
   *[other] Activate this Office: the first command shows the state of each of its keys, the second tries again. It is none of Windows' licence.
  } Office of 32 bits stands below "C:\Program Files (x86)".
mend-add-on = { $host_given ->
    [no] {""}
   *[yes] On { $host }:{" "}
  }The add-on { $name_given ->
    [no] {""}
   *[yes] { $name }{" "}
  }{ $code_given ->
    [no] is not activated
   *[yes] could not be activated ({ $code })
  }; Windows and its own key stay as they are. { $how ->
    [digits] The two IDs do not belong together, or a digit is wrong. Compare the Confirmation ID that was typed with the one on the portal's page, and type it again. If it is refused again, compare the add-on's Installation ID digit by digit with the one that was given to Microsoft, ask there for a new Confirmation ID, and hand it in with the add-on's Activation ID behind it: without that it is for Windows.
    [used-up] Its key has no activations left: whoever holds a licensing role asks Microsoft for more, by the web form of Volume Licensing, or for another key; then activate the add-on by its own Activation ID. Before that, another try would fail alike. What can help at once is the offline way, by the add-on's own Installation ID, with another device at Microsoft's activation portal; whether that gives a Confirmation ID for such a key is not documented.
    [way] This host did not get through to Microsoft. Let its services out (proxy, names, port 443), then activate the add-on by its own Activation ID; or activate it offline, by its own Installation ID, with another device at Microsoft's activation portal.
   *[activate] Activate it by its own Activation ID: without one, slmgr activates Windows.
  }
activate-by-host = Nothing stands between this guest and its Hyper-V host: activate now.
take-client-key = { $kms_given ->
    [no] Active Directory is ready
   *[yes] KMS is ready ({ $kms } answers)
  }: the published KMS client key of this edition activates this host there. First write down the installed key{ $key_given ->
    [no] {""}
   *[yes] {" "}(it ends in { $key })
  } whole, from the place where the site keeps its keys: Windows shows no more than its end, and the new key takes its place.
    .short = { $kms_given ->
        [no] Active Directory is ready
       *[yes] KMS is ready ({ $kms } answers)
      }: the published KMS client key of this edition activates this host there; write down the installed key first.
take-key-for-kms = { $channel_given ->
    [no] No product key is installed, and nothing activates Windows without one.
   *[yes] With { $channel ->
        [mak] a multiple activation key
        [retail] a retail key
        [oem] an OEM key
       *[other] a key of this kind
      }{ $key_given ->
        [no] {""}
       *[yes] {" "}(it ends in { $key })
      } Windows never asks a KMS host.
  }{ $kms_given ->
    [no] {""}
   *[yes] {" "}{ $kms } is { $opens ->
        [yes] a KMS host whose port opens
       *[no] published as a KMS host
      }.
  } { $kms_given ->
    [no] Where the site has a KMS host or activates by Active Directory, and if
   *[yes] If
  } your volume licences cover this machine, install the published KMS client key of its edition: it costs no activation.{ $kms_given ->
    [no] {" "}Else install the key that was bought for it.
   *[yes] {""}
  }{ $channel_given ->
    [no] {""}
   *[yes] {" "}First write down the installed key whole, from the place where the site keeps its keys: Windows shows no more than its end.
  }
    .short = { $channel_given ->
        [no] No product key is installed
       *[yes] With { $channel ->
            [mak] a multiple activation key
            [retail] a retail key
            [oem] an OEM key
           *[other] a key of this kind
          } Windows never asks KMS
      }{ $kms_given ->
        [no] {""}
       *[yes] , and { $kms } is { $opens ->
            [yes] a KMS host whose port opens
           *[no] published as a KMS host
          }
      }: install the published KMS client key of this edition, if { $kms_given ->
        [no] the site has KMS and{" "}
       *[yes] {""}
      }your volume licences cover this machine.
request-activations = Whoever holds a licensing role at your company asks Microsoft for more activations of this key, by the web form of Volume Licensing. It wants the agreement number, the product{ $product_given ->
    [no] {""}
   *[yes] {" "}({ $product })
  }, the last five characters of the key{ $key_given ->
    [no] {""}
   *[yes] {" "}({ $key })
  }, how many, and why. An answer takes its time; then activate this machine (slmgr /ato). What can help at once is the offline way.
    .short = Ask Microsoft for more activations of this key (web form of Volume Licensing); what is left of it stands in the Microsoft 365 admin center. At once, the administrator of this host can try the offline way (confirmation ID).
activate-offline = Activate offline, with a confirmation ID. The first command shows the Installation ID (63 digits; with a desktop, slui 4 shows it too; actprobe --offline-id-qr draws it to be photographed). On any other device with Internet, open visualsupport.microsoft.com (aka.ms/aoh), sign in with any Microsoft account, choose "Activate a Microsoft product" and type the Installation ID. Type the Confirmation ID that the page shows into the second command.{ $code_given ->
    [no] {""}
   *[yes] {" "}Whether the page gives one for a key without activations left ({ $code }) is not documented; public reports say that it may.
  } The automated telephone line ended in December 2025; whether agents still answer in your country is not known.
    .short = Activate offline, with a confirmation ID from another device with Internet; this shows the Installation ID.
activate-many-offline = For many hosts at once: the Volume Activation Management Tool (VAMT) collects their Installation IDs, and asks for the Confirmation IDs from a machine with Internet (proxy activation).
reuse-retired-key = A key of a machine that is out of service may be used again, as far as your agreement allows it and activations are left: VAMT shows how many (Volume Licensing shows it too). Reinstalling does not give an activation back.
prefer-hyper-v = For virtual machines that are cloned, rebuilt or moved: AVMA. An activated Datacenter host activates its guests, and no key is used up. It exists on Hyper-V alone; on VMware and others use KMS or Active Directory.
use-other-way = Where this machine stays on that Hyper-V host: install the KMS client key of its edition, and activate by KMS or Active Directory.
turn-on-data-exchange = Where this machine has left Azure: turn on the integration service "Data Exchange" of this virtual machine on its new host.
prefer-directory = For members of a domain, many or few: activation by Active Directory. It needs no count of machines and no port of its own.
prefer-kms = For many machines, and for such as are cloned or rebuilt: KMS. It counts machines for 30 days (5 servers, 25 clients), and uses no activations up.
prefer-mak = For one machine or a few that never change: a multiple activation key (MAK), online, or offline with a confirmation ID. Each rebuilt, upgraded or cloned machine uses one activation more.
save-before-upgrade = Before the next upgrade in place, save: the key whole, the output of slmgr /dlv, the edition, a way back (backup or checkpoint); and see that activations are left. An upgrade can look like new hardware and use one up.
replace-oem-licence = An OEM licence stays with the hardware that it was sold with: after a new main board, or on a virtual machine elsewhere, ask the maker; else use a licence of your own (volume or retail).
renew-now = Renew the activation now, while { $days ->
    [0] it
    [one] its last day
   *[other] { $days } days of it
  } still { $days ->
    [0] holds
    [one] runs
   *[other] are left
  }: if that fails, its code and that of event 12288 say what stands in the way of KMS or Active Directory.
match-key-to-edition = The key is not for the installed edition or version ({ $code }): look which edition runs, and install a key of that edition; or change the edition, as far as your licence allows it.
repair-system-files = System or licence files are damaged ({ $code }): repair them, then activate again.
reinstall-licences = The licence files are missing or damaged ({ $code }): install them anew, then activate again.
rebuild-tokens = The store of the licensing service is damaged ({ $code }): rebuild it, restart twice, then put the key in again and activate. { $published ->
    [yes] The key is the published one of this edition.
   *[no] Have the whole key at hand before you begin: the licences come back from Windows' own copies, the key does not. If nobody has it, ask whoever holds the licences first.
  }
restart-service = { $start_given ->
    [yes] The Software Protection service (sppsvc) is stopped or hangs ({ $code }); its start type is right: restart it, then activate again.
   *[no] The Software Protection service (sppsvc) is stopped, disabled or hangs ({ $code }): see how it starts (delayed automatic is right), restart it, then activate again.
  }
run-elevated = slmgr was not run as administrator ({ $code }): run it again from an elevated prompt.
restore-com-access = If the prompt was elevated and Windows still says so ({ $code }), COM keeps the licensing service's caller out: in dcomcnfg, Component Services, Computers, My Computer, Properties, COM Security, Access Permissions, Edit Default: allow SELF local and remote access. Then restart.
look-at-licence = See how Windows is licensed, and with which key: the key decides the way.
read-without-vbscript = slmgr.vbs did not run: this Windows has no VBScript, which is an optional feature by now. That says nothing of the licence. Read the licence by its classes in PowerShell. Only where slmgr itself is wanted, add the feature (from Windows Update, or from the Features on Demand of this release).
test-remembered-host = The KMS host of the last activation is { $kms }{ $address_given ->
    [no] {""}
   *[yes] {" "}({ $address })
  }: test from this host whether its port opens. If it does, event 12288 of that time holds the code; if it does not, the KMS administrator looks whether the service runs there, and the network team for the way.
answer-code = { $step ->
    [publish] No KMS host was found by name ({ $code }). If this site has one, let it publish its record (_vlmcs._tcp) in the DNS domain of this host. If it activates by Active Directory, the directory team looks for an activation object of this Windows. If it has neither, this host needs a key of its own (MAK).
    [dns-server] Look why the DNS server of this host failed ({ $code }): its zones, its forwarders, its log.
    [dns-refuses] Let the DNS server answer this host ({ $code }): see which clients and which zones it serves (recursion, its policies and lists of allowed clients), and whether this host asks the right server.
    [dns-rights] Give the computer account of the KMS host the right to write the record _vlmcs._tcp ({ $code }): another host made it, or the zone takes no updates from it.
    [way-to-kms] The KMS host{ $kms_given ->
        [no] {""}
       *[yes] {" "}{ $kms }
      } was not reached ({ $code }): on the KMS host, see that sppsvc runs and listens on TCP 1688. If it does, the network team looks for this host's packets to that port.
    [hidden] Read event 12288: it holds the code behind { $code }, and the KMS host that was asked{ $kms_given ->
        [no] {""}
       *[yes] {" "}({ $kms }, as far as is known)
      }. Then test TCP 1688 of that host from here, and compare the clocks.
    [kms-host-age] Take a newer Windows for the KMS host{ $kms_given ->
        [no] {""}
       *[yes] {" "}{ $kms }
      } ({ $code }): this one cannot be one in a virtual machine.
    [clock] Compare the clock of this host with another one ({ $code }), and put the wrong one right; time zones play no part. Then activate again.
    [name-of-microsoft] Look the name up on this host ({ $code }). If it has no address, the DNS administrator lets DNS resolve Internet names, or, where only the proxy may, give services that proxy (netsh winhttp set proxy). Then activate again.
    [either-way] The code ({ $code }) does not say who was asked. Look which kind of key is installed. A KMS client key asks a KMS host: test its name and TCP 1688 from here, and let the KMS administrator look there. Another key asks Microsoft's activation servers (TCP 443, through the proxy that services use). What does not open is for the network team.
    [way-to-microsoft] Let this host reach Microsoft's activation servers on TCP 443 ({ $code }), directly or through the proxy that services use; then activate again.
    [through-proxy] Services of this host go through the proxy { $proxy } ({ $code }): let this host through there without a log-on, to Microsoft's activation servers (CONNECT to port 443) and to the lists of their certificate authorities (HTTP, port 80). The proxy's log shows whether its requests came; if none did, the network team looks for them on the way to the proxy. Then activate again.
    [name-of-proxy] Services of this host go through the proxy { $proxy }, and by the code its name has no address ({ $code }): look it up on this host. If it has none, ask the proxy team which name and port are right, and set these (netsh winhttp set proxy); if the name is right, the DNS administrator writes its record. Then activate again.
    [tls-at-proxy] Services of this host go through the proxy { $proxy } ({ $code }): where it opens TLS (inspection), exempt Microsoft's activation servers there. Where it does not, look at this host: its clock first, then its root certificates, and whether it offers TLS 1.2.
    [proxy-for-services] The licensing service does not use the proxy of the person on this host ({ $proxy_given ->
        [no] a script
       *[yes] { $proxy }
      }); unless netsh winhttp show proxy names one, it goes direct ({ $code }). Give services that proxy too: netsh winhttp set proxy, or import proxy source=ie, which takes over a fixed proxy and no script. Then activate again.
    [proxy-open] Services of this host have no proxy, so that activation goes direct ({ $code }), and { $proxy_given ->
        [no] a proxy
       *[yes] { $proxy }
      } takes connections from here. If that is the site's proxy for servers, give it to them: netsh winhttp set proxy. Then activate again.
    [proxy-or-direct] Services of this host have no proxy, so that activation goes direct ({ $code }). Where this site has a proxy for servers, give it to them. Where it has none, the network team lets this host out to Microsoft's activation servers, TCP 443 and 80. Then activate again.
    [proxy-log-on] Let this host through the proxy{ $proxy_given ->
        [no] {""}
       *[yes] {" "}{ $proxy }
      } to Microsoft's activation servers without a log-on ({ $code }).
    [proxy-setting] Look which proxy services use, and put that setting right ({ $code }): netsh winhttp set proxy, or reset proxy where there is none.
    [certificate] Look who made the certificate that comes, and compare the clock ({ $code }). If it is a device of your own, the proxy or security team exempts Microsoft's activation servers. If it is Microsoft or a public authority, bring the root certificates of this host up to date.
    [revocation] Let plain HTTP (port 80) out to the servers of the certificate authorities ({ $code }); then activate again.
    [answer-of-another] Let Microsoft's activation servers answer themselves ({ $code }): exempt their names from the log-on page, the filter or the inspection that answers in their place.
    [later] Nothing is wrong here by this code ({ $code }): try again in an hour. If it stays, activate offline.
    [key-at-microsoft] Ask whoever holds the licences whether this key may still be used here ({ $code }), and for another one if not: the Microsoft 365 admin center shows keys and what is left of them.
    [right-key] Compare the key with the edition and version that is installed ({ $code }), and put in one that is for it.
    [key-by-command] Put the key in by the command, not in the window of the settings ({ $code }): that of Windows Server 2019 does not take a right one. If slmgr refuses it as well, the key is mistyped or none of this edition.
    [no-key] Put in the key that this machine's licence came with ({ $code }). After a changed mainboard, the activation troubleshooter of the Settings moves a digital licence that is linked to an account. A KMS client key does only where the licence agreement has KMS.
    [hardware] Activate again ({ $code }). A digital licence that is linked to an account is moved by the activation troubleshooter of the Settings; else put in the key that the licence came with, or ask whoever holds the licences.
    [firmware] This machine's firmware lacks what the installed kind of key asks for ({ $code }): put in a retail key, or a MAK of your agreement; or have the maker of the machine put its licence marker right.
    [digits] Compare the Confirmation ID that was typed, group by group, with the one on the portal's page, and type it again ({ $code }). If it is refused again, compare the Installation ID as it is now with the one that was typed at the portal (visualsupport.microsoft.com, aka.ms/aoh), ask there for a new Confirmation ID, and type that. Change no key and rearm nothing in between: the Installation ID would be another one.
    [tokens] See which licences and certificates for tokens are installed ({ $code }), and put in what is missing; or take a key of another kind.
    [controllers] Look whether this host finds a domain controller of its domain ({ $code }), and whether its DNS servers know that domain.
    [membership] See whether the domain still takes this host for its member ({ $code }), and join it again if not; then activate.
    [rearms] There is nothing left to extend ({ $code }): activate with a key, convert an evaluation to a full edition (DISM /Set-Edition), or install Windows anew.
    [evaluation] Convert the evaluation to a full edition (DISM /Set-Edition) with a key of that edition ({ $code }).
    [wmi] See whether WMI's repository is sound ({ $code }), and repair it if not; then activate again.
    [wmi-classes] WMI does not know the licensing service's classes ({ $code }): compile them anew, then activate again. If that fails, see whether WMI's repository is sound (winmgmt /verifyrepository).
    [restart] Restart Windows ({ $code }): after a rearm (slmgr /rearm, sysprep) the licensing service answers nothing until then. Then activate.
    [root-rights] See whether SYSTEM still has its rights on this key of the registry and what is below it ({ $code }), and give them back: full control is right. Where this host is told to be its own KMS host, take that setting away instead (slmgr /ckms).
    [files] Look for damaged files of the system ({ $code }) and repair them; then activate again.
    [elevated] Run the command again from an elevated prompt, with arguments that slmgr has ({ $code }).
    [safe-mode] Start Windows as usual, not in safe mode ({ $code }); then activate.
   *[activate] Activate again, and look which code that ends with ({ $code }).
  }
ask-there = Run actprobe on that host itself: it asks the network as that host does, for each cause that was not seen here, and changes nothing.
name-kms-host = { $lasting ->
    [yes] Where the site has a KMS host, tell this client its name{ $kms_given ->
        [no] {""}
       *[yes] {" "}({ $kms } answers)
      }: outside a domain that setting is what leads to it, and it stays.
   *[no] Until that is put right: tell this client its KMS host by name{ $kms_given ->
        [no] , if the site has one
       *[yes] {" "}({ $kms } answers)
      }. It then asks no other, so take the setting back later (slmgr /ckms).
  }
name-cloud-kms = Tell this client the provider's KMS: { $cloud ->
    [azure] Azure
    [google] Google Cloud
    [oracle] Oracle Cloud
    [alibaba] Alibaba Cloud
    [tencent] Tencent Cloud
    [ovh] OVHcloud
    [ibm] IBM Cloud
   *[aws] AWS
  }. Windows looks there only when it is told to.
name-cloud-kms-by-address = Until a DNS server gives { $name } an address: tell this client that KMS by an address that its provider's own pages name, { $address }. Providers change addresses, so go back to the name later.
set-lookup-domain = Or tell this client to look for KMS in the domain of { $name }. It then looks in that domain alone.
ask-server-first = Or have this host ask { $server } first. The order counts within one network connection. Keep the other servers behind it.
clear-lookup-domain = This client was told to look for KMS in { $domain } alone (KeyManagementServiceLookupDomain): where that is a leftover, have it forget the domain, so that it looks in its own.
delete-record = If { $host } was taken out of service, delete its record: clients draw it, and wait for nobody. If it is only down, leave the record.
write-record = If the KMS host may not write its record itself: write it for it, on a DNS server of Microsoft by the first line, in a zone file of BIND by the second.
set-proxy = Where the site has a proxy for servers{ $proxy_given ->
    [no] {""}
   *[yes] {" "}(the one that is known is { $proxy })
  }: give it to the services of this host (WinHTTP, which is not the browser's setting).
### What a command destroys

cost-replaces-key = It replaces the installed key, and the activation that stands on it. To come back, install the old key again: note it whole before.
cost-reinstalls-licences = It installs the licence files anew, and the host has to be restarted. Keys stay.
cost-uses-rearm = It uses up one of few rearms (slmgr /dlv shows how many are left), and the host has to be restarted. There is no way back.
cost-changes-edition = It changes the edition, and the host restarts. There is no way back but a backup; a domain controller has to be demoted before.
cost-uses-host-key = It uses up an activation of the KMS host key (one has few), and writes an object into the forest. slmgr /del-ao takes the object away; the activation does not come back.

### Words in capitals that have to be filled in

placeholder-kms-host = the name of the site's KMS host; whoever runs KMS knows it
placeholder-domain = the DNS domain that Windows hosts of the site search, such as the Active Directory domain
placeholder-dns-server = the address of a DNS server of the domain
placeholder-time-server = a time server that this host may ask, such as a domain controller
placeholder-host-name = the name or address of the machine that the line above it speaks of
placeholder-port-number = the TCP port of the machine that the line above it speaks of
placeholder-bypass-list = the names that go past the proxy, set apart by semicolons
placeholder-record-name = the name of the record that the line above it speaks of
placeholder-proxy-host = the name of the site's web proxy
placeholder-proxy-port = the port of the site's web proxy
placeholder-confirmation-id = the digits that the Product Activation Portal shows, without spaces
placeholder-activation-id = the activation id that slmgr /dlv shows
placeholder-setup-key = the KMS client key of this edition, from Microsoft's page "Key Management Services (KMS) client activation and product keys"
placeholder-avma-key = the AVMA key of this edition, from Microsoft's page "Automatic Virtual Machine Activation in Windows Server"
placeholder-product-key = a key of your own for this edition (MAK or retail), whole
placeholder-kms-host-key = the KMS host key (CSVLK) of your agreement, from Volume Licensing
placeholder-edition = the edition to convert to; dism /online /Get-TargetEditions lists them
placeholder-vm-name = the name of this virtual machine in the list of its Hyper-V host (Get-VM)
placeholder-controller = the name of a domain controller, as its certificate has it
placeholder-forest = the root of the forest as a distinguished name, such as DC=corp,DC=example
placeholder-object-name = a name for the activation object, of your choice, without spaces
placeholder-user = a user of the domain; any will do
placeholder-password-file = a file that holds that user's password and nothing else
placeholder-ca-file = a file with the certificate of the authority, in PEM
placeholder-interface-index = the number (InterfaceIndex, or Idx) of the network connection, from the list that the first command shows
placeholder-export-file = the registry export (.reg) of the host that is meant, made anew where its settings were changed
placeholder-gateway = the address of the router that leads there
placeholder-resource-group = the resource group that the route table is in
placeholder-route-table = the route table of the subnet that this machine is in
placeholder-network = the network to reach, such as 10.20.0.0/16

### Requirements, by id

requirement-host-clock-true = this host's clock
requirement-host-dns-server-configured = a DNS server to ask
requirement-host-dns-suffix-known = a DNS suffix to search
requirement-host-proxy-settings-readable = proxy settings
requirement-host-proxy-settings-static = a fixed proxy
requirement-host-proxy-used-for-endpoints = the proxy is used for the endpoints
requirement-host-proxy-known-to-services = services know the proxy of the person
requirement-host-licensing-service-allowed-out = the licensing service may go out to KMS hosts
requirement-host-licensing-service-starts = the licensing service may start
requirement-host-tls12-offered = Windows' services offer TLS 1.2
requirement-host-proxy-settings-agree = the proxy settings of services agree
requirement-dns-system-resolver-agrees = Windows finds what the servers say
requirement-kms-allowed-by-client = the client may use KMS
requirement-kms-forced-host-serves = the forced KMS host can serve this host
requirement-kms-remembered-host-answers = the KMS host of the last success answers
requirement-kms-host-lets-clients-in = this KMS host's own firewall lets clients in
requirement-kms-host-publishes = this KMS host publishes itself
requirement-dns-server-answers = each DNS server answers
requirement-dns-servers-agree = the DNS servers agree
requirement-time-servers-answer = a time server answers a host whose clock is wrong
requirement-time-sources-agree = the time sources agree
requirement-kms-srv-published = a KMS host is published
requirement-kms-srv-in-client-zone = a KMS host is published where this host looks
requirement-kms-srv-well-formed = the SRV records are well formed
requirement-kms-only-expected-hosts = only expected KMS hosts are published
requirement-kms-expected-host-published = each expected KMS host is published
requirement-kms-target-resolves = the KMS host's name has an address
requirement-kms-name-leads-to-host = the name leads to the machine that bears it
requirement-kms-port-named-right = the port that is named is the one on which the KMS host listens
requirement-kms-port-reachable = the KMS port takes connections
requirement-kms-rpc-bind-accepted = the KMS host accepts the RPC bind
requirement-kms-answers-steadily = the KMS host answers the same way each time
requirement-adba-answers-steadily = the domain controller answers the same way each time
requirement-online-answers-steadily = the endpoint, or the proxy, answers the same way each time
requirement-kms-rpc-multi-syntax-passes = the RPC bind of Windows passes
requirement-kms-path-carries-full-packets = packets of full length get to the KMS host
requirement-kms-clock-within-tolerance = the clock is near enough for KMS
requirement-adba-domain-known = an Active Directory domain
requirement-adba-client-supported = a Windows that knows ADBA
requirement-adba-client-key = a KMS client key
requirement-adba-way-allowed = ADBA is not switched off
requirement-adba-controller-located = a domain controller is published
requirement-adba-controller-resolves = the domain controller's name has an address
requirement-adba-ldap-port-reachable = the LDAP port takes connections
requirement-adba-kerberos-port-reachable = the Kerberos port takes connections
requirement-adba-ping-answered = the domain controller answers the netlogon ping
requirement-adba-ldap-answers = the domain controller answers over LDAP
requirement-adba-controller-synchronized = the domain controller has replicated
requirement-adba-kerberos-clock = the clock is near enough for Kerberos
requirement-adba-objects-readable = activation objects can be read
requirement-adba-schema-ready = the schema knows activation objects
requirement-adba-container-exists = the container for activation objects exists
requirement-adba-object-published = there is an activation object
requirement-adba-object-replicated = every domain controller holds it
requirement-adba-object-fits-product = the activation object is for this Windows
requirement-adba-fallback-published = the fallback of ADBA
requirement-adba-last-activation = the last activation by an activation object
requirement-host-edition-not-evaluation = the edition is no evaluation
requirement-host-key-fits-edition = the licence is for the installed edition
requirement-kms-key-is-client-key = the installed key is a KMS client key
requirement-kms-cmid-unique = each machine has a client id of its own
requirement-kms-count-reached = the KMS host has counted enough machines
requirement-kms-host-serves-product = the KMS host serves this product
requirement-kms-last-request-served = the last request to a KMS host
requirement-online-key-activates-online = the installed key activates online
requirement-online-key-accepted = Microsoft's servers accept the key
requirement-phone-key-activates-by-phone = a confirmation ID activates the installed key
requirement-online-proxy-resolves = the proxy's name has an address
requirement-online-proxy-reachable = the proxy takes connections
requirement-online-proxy-admits-host = the proxy lets the service through
requirement-online-name-resolves = the endpoint's name has an address
requirement-online-port-reachable = the endpoint takes connections
requirement-online-no-captive-portal = no captive portal answers in the endpoints' place
requirement-online-tls-completes = a TLS handshake completes
requirement-online-certificate-in-date = the certificate is in date
requirement-online-certificate-names-host = the certificate is for the endpoint
requirement-online-certificate-genuine = the certificate is genuine
requirement-online-http-answers = the endpoint answers
requirement-avma-hyper-v-guest = this is a virtual machine of Hyper-V
requirement-avma-data-exchange = the Hyper-V host and this guest exchange data
requirement-avma-host-datacenter = the Hyper-V host is a Datacenter
requirement-avma-host-new-enough = the Hyper-V host is new enough
requirement-avma-guest-edition = this edition of Windows can be activated by its host
requirement-avma-key-channel = an AVMA key is installed
requirement-avma-host-activated = the Hyper-V host is activated
requirement-phone-available = a confirmation ID

### Codes that Windows gave. One message a code, what it means; of a twin, the message of its code.

code-0x80004005 = Something failed, and Windows does not say what.
code-0x80040154 = A component that Windows needs here is not registered: the installation is damaged.
code-0x80041003 = WMI refused: the prompt has no administrator's rights.
code-0x80041010 = WMI does not know the classes of the licensing service: its repository is damaged, or the module's file is not registered.
code-0x8004D102 = The time on this machine went another way than the licensing service's own: somebody set the clock, or it jumped.
code-0x8004E026 = The key belongs to an add-on (extended updates, for example), and Windows itself needs a key of its own.
code-0x8004FE21 = Windows takes itself for not genuine: system files were changed or damaged, or language packs were added that this edition does not allow.
code-0x8004FE33 = The way to Microsoft's activation servers leads through a proxy that does not let Windows through: it wants a password that the service does not have, or it forbids the address.
code-0x80070002 = Windows misses a file that it needs here: the installation is damaged, or the licence files are gone.
code-0x80070005 = Access denied: the prompt has no administrator's rights, or a right of the licensing service was taken away.
code-0x8007000D = The licensing service read data that it cannot use. It is seen where its rights in the registry are damaged, and where a machine was told to be its own KMS host: it proves neither.
code-0x80070057 = An argument of the command was wrong.
code-0x8007007B = { $way ->
    [adba] Neither the directory nor DNS led anywhere: after Active Directory, Windows looked for a KMS host and found no name.
   *[other] Windows found no KMS host by name: this host has no DNS suffix to search, no record is there, or the name that it was given is wrong.
  }
code-0x80070422 = A service that activation needs is disabled: most often the licensing service (sppsvc) itself.
code-0x80070426 = A service that activation needs is not running: most often the licensing service (sppsvc) itself.
code-0x8007043C = Windows runs in safe mode, where the licensing service does not start.
code-0x80070490 = The key was not taken, or the window of the settings could not take it: a known fault of Windows Server 2019.
code-0x800704CF = Windows had no way into the network at all.
code-0x800705B4 = Nobody answered in time.
code-0x800706BA = { $way ->
    [kms-client] The KMS host's port did not take the connection: its address is out of date, nothing listens there, or a firewall is between.
   *[other] The other machine did not take the RPC connection.
  }
code-0x800706D9 = The other machine answered, but the service that was asked for does not run there.
code-0x8007139F = { $way ->
    [kms-client] The KMS host was not reached.
   *[other] What was asked for does not fit the state that the licensing service is in.
  }
code-0x8007051F = No domain controller could log this host on: none answered, or the domain is not reached.
code-0x8007054B = Windows found no domain controller: the domain does not exist by that name, or DNS does not lead to it.
code-0x8007203A = The domain controller did not answer over LDAP.
code-0x80072030 = The directory has no container for activation objects, or not the object that was asked for.
code-0x80072329 = The DNS server did not understand the question of Windows for a KMS host.
code-0x8007232A = { $way ->
    [kms-host] The DNS server had a fault of its own when this KMS host wrote its record.
   *[other] The DNS server had a fault of its own when Windows asked for a KMS host.
  }
code-0x8007232B = { $way ->
    [mak] Windows looked for a KMS host, and DNS knows none. With a MAK it does not look for one: this is from a time with another key.
   *[other] DNS has no record of a KMS host for this host's domain. Where there is no KMS, the key is the wrong kind: KMS client keys need one.
  }
code-0x8007232C = The DNS server does not know questions of this kind (SRV), or what a KMS host asks it to write.
code-0x8007232D = { $way ->
    [kms-host] The DNS server refused to write the record of this KMS host: the zone takes no updates from it.
   *[other] The DNS server refused to answer this host when Windows asked for a KMS host.
  }
code-0x80072338 = The DNS server refused the record of this KMS host: mostly another KMS host made the record first, and this one may not change it.
code-0x8007251D = DNS knows the name, but holds no record of a KMS host under it.
code-0x8007267C = This host has no DNS server to ask.
code-0x80072746 = The connection was cut off by the other side, or by something between.
code-0x8007274C = The other side did not answer: a firewall drops it, or the machine is gone.
code-0x8007274D = The machine answered that nothing listens on that port, or a firewall said so for it.
code-0x80072751 = There is no way to that address from here.
code-0x80072AF9 = A name could not be resolved.
code-0x80072EE2 = Microsoft's activation server, or the proxy, did not answer in time: something drops the connection.
code-0x80072EE5 = An address was malformed: mostly the proxy setting of the service is mistyped.
code-0x80072EE7 = The name of Microsoft's activation server, or of the proxy, could not be resolved. Where only the proxy can resolve names, the service has no proxy set.
code-0x80072EEF = The proxy wants a user name and a password, and the licensing service has none.
code-0x80072EFD = No connection to Microsoft's activation server, or to the proxy: it was refused or blocked.
code-0x80072EFE = The connection to Microsoft's activation server was cut off: by a firewall, a proxy, or TLS that both sides do not share.
code-0x80072F05 = The certificate of the server is out of date by this host's clock: the clock is wrong, or the certificate.
code-0x80072F06 = The certificate that was shown is for another name: something sits between this host and Microsoft.
code-0x80072F0D = The certificate that was shown is from an authority that this host does not know: TLS inspection, or a list of root certificates that was never updated.
code-0x80072F19 = Whether the certificate was revoked could not be looked up: the lists come over HTTP, port 80.
code-0x80072F78 = What came back was no answer of Microsoft's: a proxy or a log-on page answered in its place.
code-0x80072F7D = No secure channel came about: the two sides share no version of TLS, or no cipher.
code-0x80072F89 = The certificate that was shown is not valid: something sits between this host and Microsoft.
code-0x80072F8F = TLS failed. The usual reasons: this host's clock, a root certificate that it lacks, TLS inspection, or a Windows too old for the server's TLS.
code-0x80072F92 = The service that finds the proxy (WinHttpAutoProxySvc) failed or does not run.
code-0x80072F94 = Windows looked for a proxy by itself (WPAD) and found none.
code-0x80072F9C = TLS to the proxy itself failed.
code-0x80092328 = DNS has no record of a KMS host for this host's domain.
code-0x803F7001 = Windows has neither a digital licence nor a key that is valid for this machine: other hardware, or another edition.
code-0x803FA07D = Microsoft's activation server did not understand the request.
code-0x803FA083 = This key is not for activation online: it belongs to firmware that the maker prepared.
code-0x803FA08E = The confirmation ID, or the installation ID, has a wrong form.
code-0x803FA090 = The check digits of the confirmation ID, or of the installation ID, are wrong: a digit was mistyped.
code-0x803FA0C8 = Microsoft has no rule by which to activate this key.
code-0x803FA0D6 = The MAK is used up: the extra activations that were granted are gone as well.
code-0x803FA400 = The free upgrade that this licence stands for has ended.
code-0x803FABB8 = The machine that the digital licence is to come from has none.
code-0x803FABB9 = Microsoft did not move the digital licence to this machine, and does not say why.
code-0x803FABBF = A policy forbids that a digital licence is moved to this machine.
code-0x87E10BC6 = Microsoft's licensing server, or the service here that talks to it, was not available. Most often that passes by itself.
code-0xC0020017 = The KMS host was not reached.
code-0xC004B001 = Microsoft's server takes the licence files of this Windows for invalid.
code-0xC004B007 = Windows did not get through to Microsoft's activation server.
code-0xC004B011 = Microsoft's activation server says that this host's clock is wrong.
code-0xC004B100 = Microsoft's activation server does not activate this machine, and does not say why; mostly it is the key.
code-0xC004C001 = Microsoft does not know this key: it is mistyped, or it is none of Microsoft's.
code-0xC004C002 = Microsoft's server refused the key together with this machine.
code-0xC004C003 = { $way ->
    [digital] Microsoft's server has blocked the key. It is also seen where a generic key was typed to change the edition.
   *[other] Microsoft has blocked this key: it was stolen or passed on, its trial is over, or it is for another product.
  }
code-0xC004C004 = Microsoft's server takes the key for invalid.
code-0xC004C007 = Microsoft's server does not activate keys of this kind.
code-0xC004C008 = { $way ->
    [kms-host] The KMS host key is used up: it activates so many hosts, so many times, and no more.
    [mak] Microsoft's server says that the key has no activations left. Of a MAK, 0xC004C020 is the usual code; a changed machine or an upgrade is one reason.
    [kms-client] The key that was sent has no activations left. A KMS client key is never sent to Microsoft: a KMS host key was put into a client.
   *[other] The key has no activations left: it is in use on as many machines as it is for.
  }
code-0xC004C00C = Microsoft's activation server had a fault of its own.
code-0xC004C00D = Microsoft's server says that the key is not valid for this product.
code-0xC004C012 = Microsoft's activation server reports a fault in its network, or on the way.
code-0xC004C016 = This key is not for activation online: it belongs to firmware that the maker prepared.
code-0xC004C017 = Microsoft has blocked this key for the part of the world that the request came from: also where a proxy or a VPN comes out in another country.
code-0xC004C020 = The MAK is used up: all its activations are taken, by machines that were installed anew, cloned or changed as well.
code-0xC004C021 = The MAK is used up: the extra activations that Microsoft had granted are gone as well.
code-0xC004C060 = Microsoft has blocked this key because of how it was used.
code-0xC004D302 = The licences were rearmed (slmgr /rearm, sysprep), and Windows was not restarted since.
code-0xC004D307 = There are no rearms left: slmgr /rearm was used as often as it can be.
code-0xC004E002 = The store of the licensing service contradicts itself: tokens.dat is damaged.
code-0xC004E003 = The licence could not be evaluated: system files were changed, or another program stands in the way.
code-0xC004E015 = The licence could not be used: mostly the store of the licensing service (tokens.dat) is damaged.
code-0xC004E016 = The key fits no product that this Windows knows: it is for another edition or version.
code-0xC004E017 = The key is not valid.
code-0xC004E028 = Another activation was running.
code-0xC004F009 = The time to activate is over, and Windows was not activated in it.
code-0xC004F00F = { $way ->
    [kms-client] The hardware is too different from that of the last activation: the machine was moved, cloned or rebuilt. KMS activates it again by itself.
   *[other] The hardware is too different from that of the last activation: the machine was moved, cloned, rebuilt or upgraded. It has to be activated again.
  }
code-0xC004F010 = The key is not valid.
code-0xC004F011 = A licence file of this Windows is not installed.
code-0xC004F012 = The licensing service misses something in its data: its store may be damaged.
code-0xC004F013 = The licence does not give the right that was asked for.
code-0xC004F014 = No product key is installed.
code-0xC004F015 = { $way ->
    [kms-host] The key is for a product that this KMS host does not know yet: an update is missing on it, or the key is for another Windows.
   *[other] No licence for that key is installed here: the key is for another edition or version.
  }
code-0xC004F025 = The prompt has no administrator's rights.
code-0xC004F027 = The licensing service takes its store for tampered with or damaged.
code-0xC004F02C = The confirmation ID, or the installation ID, has a wrong form.
code-0xC004F02D = The confirmation ID is of a wrong version.
code-0xC004F02E = The confirmation ID is of a version that this Windows does not take.
code-0xC004F02F = The confirmation ID has too few or too many digits.
code-0xC004F030 = The confirmation ID could not be saved.
code-0xC004F031 = The confirmation ID is not for this installation ID: that changed since, by another key or other hardware.
code-0xC004F034 = There is no licence for the installed key yet: Windows was never activated with it, or lost its activation.
code-0xC004F035 = { $way ->
    [kms-host] Volume keys are for upgrades, and the firmware of this machine does not show the Windows that it came with.
   *[other] Volume keys are for upgrades, and the firmware of this machine does not show the Windows that it came with. It is a rule of Windows 7 and its time.
  }
code-0xC004F038 = The KMS host answered, and has not counted enough machines: it activates servers from 5 and clients from 25 on.
code-0xC004F039 = The machine that was asked is no KMS host, or its KMS is not in use.
code-0xC004F041 = The KMS host answered, and is not activated itself.
code-0xC004F042 = The KMS host answered, and its key does not serve this Windows: the key or the host is too old, or they are for another product.
code-0xC004F047 = The licensing service has not updated a policy of its own.
code-0xC004F04D = The check digits of the confirmation ID, or of the installation ID, are wrong: a digit was mistyped.
code-0xC004F050 = The key is not valid for this Windows: it is mistyped (a dash that became another sign is enough), or it is for another version or edition.
code-0xC004F051 = Microsoft has blocked this key, and Windows knows it.
code-0xC004F056 = { $way ->
    [kms-client] No KMS host has activated this Windows, or the activation has run out.
   *[other] This Windows was not activated by KMS.
  }
code-0xC004F057 = The firmware lacks the marker that an OEM's key needs: another board, or a virtual machine.
code-0xC004F058 = The firmware lacks a part of the marker that an OEM's key needs.
code-0xC004F059 = The firmware's marker for an OEM's key is damaged.
code-0xC004F061 = This key is for upgrades, and there was no Windows to upgrade from.
code-0xC004F063 = The licence of the maker that an OEM's key needs is not installed.
code-0xC004F064 = Windows took itself for not genuine, and the time to change that is over.
code-0xC004F065 = Windows takes itself for not genuine, and gives some time to change that.
code-0xC004F066 = Microsoft's own texts differ: by the header, a property is not set; by slmgr, no product is found for this key.
code-0xC004F069 = { $way ->
    [avma] The AVMA key is for another edition or version than the one that is installed.
   *[other] The key is not for the installed edition or version. An evaluation takes none of them.
  }
code-0xC004F06A = The licensing service does not allow that here.
code-0xC004F06B = This Windows cannot be a KMS host in a virtual machine.
code-0xC004F06C = The KMS host answered, and refused the time of the request: the clocks of this host and of the KMS host are too far apart. Time zones play no part.
code-0xC004F074 = No KMS host served the request. This code covers every reason; the code of event 12288 names the one.
code-0xC004F075 = The licensing service was just stopping.
code-0xC004F07D = { $way ->
    [adba] The key is not of the kind that an activation object needs: that takes a KMS host key.
   *[other] The key cannot be used for this way of activation.
  }
code-0xC004F07E = The confirmation ID is not for this product key.
code-0xC004F07F = The confirmation ID is not for this machine as it is now.
code-0xC004F080 = The licence is not for this machine as it is now: it may have left its domain or forest.
code-0xC004F081 = The directory has no activation object that fits this Windows, or no domain controller was reached.
code-0xC004F082 = The name of the activation object is too long.
code-0xC004F083 = The schema of the directory is older than activation objects: they came with Windows Server 2012.
code-0xC004F200 = Windows takes itself for not genuine, or for not activated.
code-0xC004F210 = The licence is for another edition than the one that is installed.
code-0xC004F211 = The hardware has changed since the digital licence was given.
code-0xC004F212 = The key in the firmware is for another edition than the one that is installed.
code-0xC004F213 = Neither firmware nor Windows holds a product key.
code-0xC004F214 = Something is wrong with the key of the older Windows.
code-0xC004F215 = Something is wrong with the key in the firmware.
code-0xC004F301 = The challenge of the token came too late.
code-0xC004F304 = The licence that allows activation by a token is not installed.
code-0xC004F305 = No certificate was found that activates by a token.
code-0xC004F306 = This edition does not activate by a token.
code-0xC004FC03 = Something in the network kept Windows from Microsoft's activation server.
code-0xC004FC07 = The evaluation, or another licence for a time, has run out.
code-0xC004FD00 = The Hyper-V host had too many requests for automatic activation, and wants to be asked later.
code-0xC004FD01 = Automatic activation was tried where it does not work: not below a Hyper-V host that supports it, or without Data Exchange.
code-0xC004FD02 = The Hyper-V host is not activated itself, or is no Datacenter edition.
code-0xC004FD03 = The Hyper-V host does not activate this version or edition: the guest is newer than the host, or the key is for another one.
code-0xC004FD04 = No Hyper-V host has activated this guest where it runs now: it was moved, or Data Exchange is off.
code-0xC004FE00 = The licensing service repaired its store, and has to be activated again.

# Codes that stand in no list: by their family.
code-family-licensing = A code of the Windows licensing service. Its name says what is known.
code-family-microsoft-server = An answer of Microsoft's activation server about the key or the digital licence. Its name says what is known.
code-family-store-licensing = A code of the licensing service of the Store. Most often the server was not available, and it passes by itself.
code-family-genuine = A code of the check whether Windows is genuine, or of COM.
code-family-dns = DNS error { $number } of Windows: a name or a record was not found, or no DNS server answered.
code-family-winhttp = HTTP error { $number } of Windows: on the way to Microsoft's activation server, or to the proxy.
code-family-sockets = Network error { $number } of Windows.
code-family-rpc = RPC error { $number } of Windows: the KMS host, or another machine, was not reached or did not answer as it should.
code-family-directory = Active Directory error { $number } of Windows.
code-family-win32 = Error { $number } of Windows itself.
code-family-rpc-status = A failure of RPC: the other machine was not reached, or did not answer as it should.
code-family-certificate = A failure with a certificate: on the way to Microsoft's activation server, mostly.
code-family-windows-update = A code of Windows Update, not of activation.
code-family-wmi = A code of WMI, through which slmgr asks the licensing service.
code-family-other = A code that stands in none of Microsoft's lists for activation.

# What a code may come from, and no run can look at; after "Cannot be seen from here:".
beyond-hidden-code = which reason it was: event 12288 holds the code.
    .run = wevtutil qe Application /q:"*[System[(EventID=12288)]]" /c:3 /rd:true /f:text
    .confirmed = event 12288 holds the reason, which is told beside this code
beyond-kms-host-state = whether the KMS host is activated, for which products, and what it counts. On the KMS host:
    .run = cscript //nologo C:\Windows\System32\slmgr.vbs /dlv
    .confirmed = the KMS host is not activated, by its own word
    .ruled-out = a KMS host that is not activated
beyond-kms-host-clock = the KMS host's clock. On the KMS host:
    .run = w32tm /query /status
beyond-said-now = whether Windows still says so: this may be an older code.
    .run = cscript //nologo C:\Windows\System32\slmgr.vbs /ato
    .confirmed = this is an older code: Windows is activated now
    .ruled-out = an older state (Windows says it now)
beyond-key-typed = whether the key was typed rightly, and is for this edition and version.
    .run = dism /online /Get-CurrentEdition
    .confirmed = the key is for another edition or release, as told above
beyond-key-at-microsoft = what Microsoft holds of the key: whoever administers the licences sees in the Microsoft 365 admin center how many of its activations are left.
beyond-country = the country that this host's requests come out in: of the proxy or the VPN, where there is one.
beyond-hardware-changed = whether the machine was moved, cloned, rebuilt or upgraded since it was last activated.
beyond-store-damaged = whether system files or the licensing service's store are damaged.
    .run = sfc /verifyonly
beyond-elevated = whether the prompt ran as administrator: then this finds a line.
    .run = whoami /groups | findstr S-1-16-12288
beyond-service-state = whether the licensing service may start.
    .run = sc.exe qc sppsvc
beyond-proxy-service = whether the service that finds the proxy runs.
    .run = sc.exe query WinHttpAutoProxySvc
beyond-wmi-health = whether WMI's repository is sound.
    .run = winmgmt /verifyrepository
beyond-windows-tls = what Windows' own TLS and its list of root certificates make of Microsoft's server.
    .run = curl.exe -v https://activation-v2.sls.microsoft.com/
beyond-microsoft-fault = whether Microsoft's service has a fault of its own: try again in an hour.
    .run = cscript //nologo C:\Windows\System32\slmgr.vbs /ato
beyond-clock-jumped = whether the clock was wrong then, and who sets it.
    .run = w32tm /query /status
beyond-firmware = what the firmware holds of a licence.
    .run = powershell -Command "(Get-CimInstance SoftwareLicensingService).OA3xOriginalProductKeyDescription"
beyond-dns-rights = who may change the record: on the DNS server, the KMS host's computer account needs the right to write _vlmcs._tcp.
beyond-object-list = which activation objects there are, by Windows' own word.
    .run = cscript //nologo C:\Windows\System32\slmgr.vbs /ao-list
beyond-hyper-v-host = whether the Hyper-V host is activated. On the Hyper-V host:
    .run = cscript //nologo C:\Windows\System32\slmgr.vbs /dlv
    .confirmed = the Hyper-V host is not activated, by its own licence
    .ruled-out = a Hyper-V host that is not activated
beyond-digits = whether the digits are right: the confirmation ID stands on the portal's page; the installation ID as it is now, to compare with the one that was typed there, this shows.
    .run = cscript //nologo C:\Windows\System32\slmgr.vbs /dti
beyond-rearms = how many rearms are left.
    .run = cscript //nologo C:\Windows\System32\slmgr.vbs /dlv
    .confirmed = no rearm is left, by Windows' own count
    .ruled-out = rearms, of which some are left
beyond-other-keys = which keys are installed, and for which products.
    .run = cscript //nologo C:\Windows\System32\slmgr.vbs /dlv all
beyond-tokens = which licences for tokens are installed.
    .run = cscript //nologo C:\Windows\System32\slmgr.vbs /lil
beyond-kms-host-age = whether a newer Windows can be the KMS host.
beyond-name-rule = what the servers say that a rule of that host (NRPT) sends these names to: { $rule }. Windows asks them, and this run asked others. On that host:
    .run = Get-DnsClientNrptPolicy -Effective
beyond-own-words = what Windows itself calls it, in the host's own language.
    .run = slui 0x2a { $code }

# The section of codes.
told-by-hand = Windows said { $code } (handed in by hand).
told-by-slmgr = Windows said { $code } (slmgr).
told-of-add-on = Of an add-on to Windows, and not of Windows itself, slmgr said { $code }.
told-by-state = Windows says { $code } (the licence's state).
told-by-event = Windows said { $code } on { $time }{ $time_zone ->
    [local] {" "}(local time there)
   *[utc] {""}
  } (event { $event }).
told-by-event-undated = Windows said { $code } (event { $event }).
told-confirmed = confirmed: { $what }
told-confirmed-below = confirmed, and told below: [{ $id }]
told-ruled-out = ruled out, seen in order: { $what }
told-not-the-cause = not the cause: { $what }
told-not-looked-at = not seen in this run: { $what }
told-unseen = cannot be seen from here: { $what }
