# English. One message a finding: what was seen; .means for activation; .action for its owner; .run, the next command.
# A subject (host, server, URL) stands before the sentence in the report, so that the sentences have none.

### The host

dns-servers-configured = the host asks { $servers }
no-dns-server = no DNS server is configured on this host
    .means = No name can be looked up: KMS discovery and the activation endpoints all depend on it (error 0x8007267C).
    .action = Set the DNS servers of the network connection, or name the KMS host by its address.
    .run = slmgr /skms 192.0.2.10:1688
dns-client-unreadable = the system did not say which DNS servers it uses{ $detail_given ->
    [no] {""}
   *[other] {" "}({ $detail })
  }
    .means = Nobody was asked for a name, so that nothing is known of all that depends on names.
    .action = Name them by hand.
    .run = actprobe --dns-server ADDRESS --domain DOMAIN
suffixes-known = the host searches { $suffixes }
no-suffix = the host has no DNS suffix: neither a domain, nor a connection suffix, nor a search list
    .means = A Windows client then has no zone in which to look for _vlmcs._tcp (error 0x8007007B).
    .action = Join the domain, let DHCP hand out the suffix (option 15), set a search list, or name the KMS host.
    .run = slmgr /skms KMS-HOST:1688
clock-agrees = { $sources ->
    [one] one other clock agrees
   *[other] { $sources } other clocks agree
  } with this host's clock, to within { $offset }
clock-off = this host's clock is { $offset } { $offset_side ->
    [behind] behind
   *[other] ahead of
  } { $sources } other clocks, which agree with each other (all in UTC; the time zone plays no part)
    .means = Activation, Kerberos and certificates judge by this clock: KMS refuses from 4 h of difference on, Kerberos from 5 min on, and certificates look expired or not yet valid.
    .action = Put the clock right and find out why it drifted: w32time stopped, wrong source, or a virtual machine that follows its hypervisor.
    .run = w32tm /resync /rediscover
clock-off-one-source = this host's clock is { $offset } { $offset_side ->
    [behind] behind
   *[other] ahead of
  } { $source }, the only other clock that answered (both in UTC)
    .means = If that source is right: KMS refuses from 4 h of difference on, Kerberos from 5 min on, and certificates look expired or not yet valid.
    .action = Compare with a second source; then put the wrong one right.
    .run = w32tm /stripchart /computer:OTHER-SOURCE /samples:3 /dataonly
clock-unchecked = No other clock gave a usable time, so this host's clock was not compared; KMS refuses from 4 h of difference on, and certificates are judged by this clock.
    .action = Name a time server that this host may ask.
    .run = actprobe --ntp-server TIME-SERVER
clock-undecided = The other clocks contradict each other and this host's ({ $sources }), so which of them is right cannot be told.
    .means = Nothing that depends on the time can be judged.
    .action = Find out which time server is wrong.
    .run = w32tm /stripchart /computer:TIME-SERVER /samples:3 /dataonly
time-sources-agree = { $sources } time sources agree
time-falsetickers = { $sources } contradicts the other time sources
    .means = Hosts that follow this source have a wrong clock.
    .action = Put that time server right, or take it out of use.

### DNS servers

dns-answers = answers
dns-silent = no answer within { $waited }
    .means = What this server would have said stays unknown; a name is not absent because nobody answered (error 0x8007232A for a client that asks only this server).
    .action = Check that the server runs and that UDP and TCP port 53 pass from this host.
    .run = nslookup -type=SRV _vlmcs._tcp.DOMAIN { $host }
dns-port-closed = the machine is there, and nothing listens on its DNS port
    .means = Windows waits for this server before it asks the next, on every look-up.
    .action = Start the DNS service there, or take the address out of this host's configuration.
dns-refuses = refuses to answer this host: { $notes }
    .means = The server does not serve this client or this zone, so it cannot tell whether a KMS host is published.
    .action = Allow this host's subnet on the server, or point the host to the DNS servers of its domain.
dns-server-fails = fails on every question: { $notes }
    .means = Nothing is known through this server (error 0x8007232A): its forwarders or the zone are broken, not KMS.
    .action = Repair the zone, the forwarders or the DNSSEC validation on that server.
    .run = nslookup -type=SOA DOMAIN { $host }
dns-unreachable = cannot be reached: { $how ->
    [host-unreachable] host unreachable
    [net-unreachable] network unreachable
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
    .action = Open UDP and TCP port 53 from this host to it, or correct the address.
dns-garbled = what comes back is no DNS message
    .means = Something else answers on that port, or changes the traffic on the way.
    .action = Check what listens there and whether a device intercepts DNS.
dns-unfinished = the question was cut short
    .action = Run again and let it finish, or give it a longer deadline.
dns-servers-same = the DNS servers give the same answer
dns-servers-differ = the DNS servers give different answers for { $name }: { $answers }
    .means = Which answer a host gets depends on the server it happens to ask, so activation fails now and then, or at some sites only.
    .action = Bring the zones into line: replication, secondary servers, conditional forwarders.
    .run = nslookup -type=SRV { $name } DNS-SERVER

### KMS discovery

kms-forced = the KMS host is given, so DNS is not asked for one
srv-published = { $name } publishes { $targets }
srv-name-not-found = no KMS host is published: { $names } { $names_count ->
    [one] does not exist
   *[other] do not exist
  }, say the DNS servers that answer
    .means = A Windows client that looks for a KMS host finds none (error 0x8007232B).
    .action = Publish the record from the KMS host (slmgr /sdns there, then restart sppsvc), or name the host on the client. Not needed where ADBA or MAK is meant.
    .run = slmgr /skms KMS-HOST:1688
srv-no-data = { $names } { $names_count ->
    [one] exists, but holds
   *[other] exist, but hold
  } no SRV record
    .means = A client gets an empty answer (error 0x8007251D): a wildcard, or a record of another type, stands under that name.
    .action = Publish the SRV record, and remove the wildcard or the leftover record.
    .run = nslookup -type=ANY { $names }
srv-domain-unknown = the DNS servers do not know the domain of { $names } itself
    .means = This host asks DNS servers that are not those of its domain (a public resolver, the wrong interface), so it can find neither KMS hosts nor domain controllers there.
    .action = Point the network connection to the domain's own DNS servers, or correct the suffix.
    .run = ipconfig /all
srv-not-offered = { $names } { $names_count ->
    [one] says
   *[other] say
  } that the service is decidedly not offered (target ".")
    .means = Clients are told not to look for a KMS host in this domain.
    .action = Remove that record if KMS is meant to be used here.
srv-unanswered = no DNS server gave an answer for { $names }{ $answers_count ->
    [0] {""}
   *[other] {" "}({ $answers })
  }
    .means = Whether a KMS host is published is not known; it must not be taken for absent.
    .action = First make a DNS server answer, then run this again.
    .run = nslookup -type=SRV { $names }
srv-not-asked = KMS hosts were not looked for
    .means = Nothing was seen that speaks for or against KMS.
    .action = Run again without leaving the discovery out, or name the KMS host.
    .run = actprobe --kms HOST
kms-of-cloud = the cloud provider runs a KMS for its machines, so none needs to be published
srv-outside-own-zones = only { $name } has the record; this host itself { $suffixes_count ->
    [0] has no suffix to search
   *[other] would search { $suffixes }
  }
    .means = Clients configured like this host do not find it, although the record exists (error 0x8007232B).
    .action = Publish in the clients' zones too (DnsDomainPublishList on the KMS host), or set the lookup domain on the clients.
    .run = slmgr /skms-domain DOMAIN
srv-in-own-zone = { $name } is where this host looks
srv-target-is-alias = the SRV target { $target } is an alias for { $aliases }
    .means = RFC 2782 forbids it; most clients follow it, some do not.
    .action = Let the record name the host itself.
srv-port-zero = the SRV record of { $target } carries port 0
    .means = Nothing can connect to it; a client that draws this record fails.
    .action = Correct or delete the record; KMS listens on 1688 unless it was told otherwise.
srv-duplicate = { $target } is published twice
    .means = Harmless for clients, but the sign of a leftover record.
    .action = Delete the older record.
publisher-unexpected = published, but not among the hosts that the site expects
    .means = Somebody installed a KMS host key on that machine: it publishes itself, and splits the count of the real hosts (error 0xC004F038 on some clients).
    .action = Put a client key on that machine, stop its publishing and delete the record.
    .run = slmgr /cdns
publishers-expected = only expected hosts are published
expected-host-published = published as expected
expected-host-other-port = published as { $published } instead{ $alive ->
    [yes] , although it accepts the RPC bind on the expected port
    [no] , and does not answer on the expected port either
   *[other] {""}
  }
    .means = A client tries the published port. Where KMS listens on the other one, activation fails (error 0xC004F074).
    .action = Compare the port that the KMS host listens on (slmgr /dlv there) with the record, and bring them into line.
    .run = slmgr /sprt 1688
expected-host-unpublished = expected, but not published{ $alive ->
    [yes] , although it accepts the RPC bind
    [no] , and it does not answer either
   *[other] {""}
  }
    .means = Clients do not find this host. Where another host made the record first, it may not be allowed to add itself (event 12293, 0x80072338).
    .action = Let the KMS host's account write the _vlmcs._tcp record, then publish again from it.
    .run = slmgr /sdns

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
        [kms] The SRV record, or the setting, names a host that is gone (errors 0x800706BA, 0xC004F074).
        [proxy] The configured proxy name is wrong or stale, so nothing leaves through it (error 0x80072EE7).
       *[endpoint] This host cannot resolve Internet names, and no proxy is configured that would (error 0x80072EE7).
      }
    .action = { $role ->
        [kms] Delete the record of the decommissioned host, or give the host its address record back.
        [proxy] Correct the proxy setting or the DNS record of the proxy.
       *[endpoint] Allow external resolution, or configure the proxy for services.
      }
    .run = { $role ->
        [kms] nslookup -type=SRV _vlmcs._tcp.DOMAIN
        [proxy] netsh winhttp show proxy
       *[endpoint] netsh winhttp set proxy PROXY:PORT
      }
name-has-no-address = the name exists, but has no address
    .means = { $role ->
        [kms] A client finds the host's name and cannot connect to it (error 0xC004F074).
       *[other] Nothing can be connected to.
      }
    .action = { $role ->
        [kms] Let the KMS host register its A and AAAA records, or delete the SRV record.
       *[other] Add the address record.
      }
    .run = { $role ->
        [kms] ipconfig /registerdns
       *[other] {""}
      }
name-server-fails = the DNS server { $server } { $how ->
    [query-refused] refuses to look it up
   *[other] fails on this name
  }
    .means = { $role ->
        [endpoint] Inside names may resolve, but Internet names do not, and no proxy is configured that would resolve them (error 0x80072EE7).
       *[other] The name cannot be turned into an address.
      }
    .action = { $role ->
        [endpoint] Allow external resolution for this host, or configure the proxy for services. On a site without Internet, this is as intended: use KMS, ADBA or the telephone.
       *[other] Repair that zone or its forwarder.
      }
name-unanswered = no DNS server answered for this name
    .means = Whether the name has an address is not known.
    .action = First make a DNS server answer, then run this again.
port-open = takes TCP connections
port-dead-beside-live = this address does not take the connection ({ $how }); another address of the same name does
    .means = Whoever tries it first, as Windows does with IPv6, loses time before it goes on.
    .action = { $role ->
        [endpoint] Let this address family out to the Internet too, or switch it off on this host.
       *[other] Let this address pass too, or take it out of DNS.
      }
port-silent = no answer to TCP within { $waited }
    .means = { $role ->
        [kms] A firewall on the way, or on the KMS host, drops the traffic, or the host is down (errors 0xC004F074, 0x800706BA).
        [proxy] The proxy is down, or a firewall drops the traffic (error 0x80072EE2).
       *[endpoint] A firewall drops direct traffic to the Internet (error 0x80072EE2).
      }
    .action = { $role ->
        [kms] Let TCP from this host to that address and port pass, on the way and in the KMS host's own firewall (rule "Key Management Service (TCP-In)"); check that the host is up.
        [proxy] Check the proxy and the way to it.
       *[endpoint] Open TCP from this host to the activation endpoints, or configure the proxy for services.
      }
    .run = { $role ->
        [kms] Test-NetConnection { $host } -Port { $port }
        [proxy] netsh winhttp show proxy
       *[endpoint] netsh winhttp set proxy PROXY:PORT
      }
port-refused = the host is there and refuses the connection
    .means = { $role ->
        [kms] Nothing listens on that port: the Software Protection service is stopped, the KMS host key was removed, or KMS listens on another port. A firewall that answers with a reset looks the same.
        [proxy] No proxy listens there: the setting is stale (error 0x80072EFD).
       *[endpoint] Something on the way refuses in the endpoint's name (error 0x80072EFD).
      }
    .action = { $role ->
        [kms] On the KMS host: check that sppsvc runs, that slmgr /dlv says "Key Management Service is enabled" and on which port; or delete the stale record.
        [proxy] Start the proxy, or correct the setting.
       *[endpoint] Open TCP from this host to the activation endpoints, or configure the proxy for services.
      }
    .run = { $role ->
        [kms] slmgr /dlv
        [proxy] netsh winhttp show proxy
       *[endpoint] netsh winhttp set proxy PROXY:PORT
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
        [kms] On the KMS host, allow TCP on that port from this host (rule "Key Management Service (TCP-In)").
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
       *[endpoint] Allow TCP 443 and 80 to the activation endpoints there, or configure the proxy for services.
      }
port-unreachable = { $router } says that { $what ->
    [net-unreachable] the network
   *[other] the host
  } cannot be reached
    .means = The way ends there: no route, or no machine with that address on its network. This is no firewall that drops in silence.
    .action = { $role ->
        [kms] Check that the KMS host is up and the route to it; delete its record if it is gone.
       *[other] Check the route, and that the host is up.
      }
host-absent = nobody on the local network answers for that address
    .means = The host is down or gone (errors 0xC004F074, 0x800706BA); this is no firewall.
    .action = { $role ->
        [kms] Start the KMS host, or delete its record.
       *[other] Check that the machine is up and the address right.
      }
no-route = this host has no route to that address
    .means = { $role ->
        [endpoint] This host is isolated from the Internet; online activation is not for it.
       *[other] Nothing was sent: the host's own routing table has no way there.
      }
    .action = { $role ->
        [endpoint] If that is as intended, use KMS, ADBA or the telephone; else add the route or configure the proxy.
       *[other] Add the route or the default gateway.
      }
    .run = route print
family-unused = this host does not use { $family }, so this address plays no part
blocked-locally = this host's own firewall or security software forbids the connection
    .means = Nothing left this host.
    .action = Allow the connection in the outbound rules; what counts is the rule for the Software Protection service (sppsvc).
    .run = netsh advfirewall firewall show rule name=all dir=out
port-reset = the connection was reset as soon as it stood
    .means = A device on the way, or the service itself, cuts the connection before anything is said.
    .action = Look for this host's address in the firewall's log.
port-other-failure = the connection failed: { $detail }
    .means = The system gave this reason; nothing more is known.
    .action = Look into this error on this host first.
step-unfinished = { $why ->
    [left-out] this was not asked
    [internal] a fault in actprobe itself kept this from being known
   *[cut-short] the run ended before this was known
  }
    .means = { $why ->
        [internal] It says nothing about the network.
       *[other] Nothing was seen that speaks for or against it.
      }
    .action = { $why ->
        [left-out] Run again without leaving it out.
        [internal] Run again; if it happens again, report it together with the JSON report.
       *[cut-short] Run again and let it finish, or give it a longer deadline.
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
    .run = slmgr /dlv
bind-nak = an RPC server answers, and declines the bind (bind_nak, reason { $reason })
    .means = It speaks RPC, but not with us: wrong version, or it wants a log-on. A KMS host accepts anonymous binds.
    .action = Check what listens on that port of that machine.
bind-fault = an RPC server answers the bind with a fault ({ $status })
    .means = It speaks RPC, but it is no KMS host in order.
    .action = Restart sppsvc on the KMS host, and check what listens on that port.
bind-silent = takes the TCP connection, then does not answer the RPC bind within { $waited }
    .means = "Port open" is not enough: a firewall or load balancer completes the connection and passes nothing on, or the service hangs (error 0xC004F074 while Test-NetConnection says True).
    .action = Use a plain network rule for TCP 1688, without application inspection; then look at the KMS host.
bind-closed = takes the TCP connection, then closes it on the RPC bind
    .means = A device that only passes other protocols, a load balancer without backend, or a service that is no RPC server (error 0xC004F074).
    .action = Use a plain network rule for TCP 1688, without application inspection; check what listens on the host.
bind-reset = takes the TCP connection, then resets it on the RPC bind
    .means = An inspecting firewall cuts it when it sees RPC, or the listener is no RPC server (error 0xC004F074 while Test-NetConnection says True).
    .action = Use a plain network rule for TCP 1688, without application inspection; check what listens on the host.
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
        [tls] Use a plain network rule for TCP 1688, without application inspection.
        [http] Use a plain network rule for TCP 1688, without proxy or application inspection.
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
    .means = RPC inspection on a firewall knows only the simple form (error 0x800706BA while the port is open).
    .action = Switch off RPC inspection for TCP 1688, or update the firewall's RPC profile.
multi-syntax-unconnected = the simple RPC bind is accepted; the second connection, for the bind that Windows sends, did not come about ({ $how })
    .means = Whether that bind passes is not known; a limit on connections, or a host about to go down, looks like this.
    .action = Run again; if it stays so, look for a limit on connections on the way and on the host.
kms-clock-good = the clock differs by { $offset }, within the { $limit } that KMS tolerates
kms-clock-bad = the clock differs by { $offset }, more than the 4 h that KMS tolerates
    .means = The KMS host rejects the request (0xC004F06C; the client shows 0xC004F074, the real code stands in event 12288).
    .action = Put the clock right first.
    .run = w32tm /resync /rediscover
kms-clock-unknown = the clock was not compared; KMS tolerates 4 h

### Proxy

proxy-direct = { $source ->
    [registry] WinHTTP in the registry says: direct, no proxy
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
proxy-unreadable = the proxy settings could not be read: { $detail }
    .means = The direct way was tried; services may take another.
    .action = Read them by hand and hand them over.
    .run = netsh winhttp show proxy > proxy.txt && actprobe --winhttp proxy.txt
proxy-partly-understood = part of the proxy settings makes no sense: { $entries }
    .means = Services may ignore the setting or use it in another way than shown here.
    .action = Set the proxy anew.
    .run = netsh winhttp set proxy PROXY:PORT "<local>"
proxy-script = the settings name a proxy script ({ $script }); it was not evaluated
    .means = The Software Protection service may get another proxy than the one tried here, or none.
    .action = Give services a fixed proxy.
    .run = netsh winhttp set proxy PROXY:PORT "<local>"
proxy-bypassed = the bypass entry "{ $entry }" sends these names past the proxy { $servers }, and the direct way does not lead there
    .means = Services go direct for them, although a proxy is configured.
    .action = Take the entry out of the bypass list, or open the direct way.
    .run = netsh winhttp show proxy
proxy-not-for-scheme = the configured proxy { $servers } is not for these URLs, and the direct way does not lead there
    .means = The proxy setting names a proxy for another scheme only, so services go direct.
    .action = Set a proxy for https as well, or one for every scheme.
    .run = netsh winhttp set proxy PROXY:PORT "<local>"
proxy-admits = the proxy opens the tunnel
proxy-asks-password = the proxy asks who is there (407; schemes offered: { $schemes_count ->
    [0] none
   *[other] { $schemes }
  })
    .means = { $kind ->
        [integrated] The activation service runs as NetworkService: it can only log on as the machine account, and often the proxy admits only people (error 0x8004FE33, 0x80072EEF).
       *[other] The activation service runs as NetworkService and cannot answer a password prompt (error 0x8004FE33).
      }
    .action = Let the activation endpoints through without authentication, for all hosts or for this one.
    .run = actprobe --dry-run --only online
proxy-denies = the proxy forbids it (status { $status }{ $marks_count ->
    [0] {""}
   *[other] ; { $marks }
  })
    .means = The proxy's rules do not let these names through (error 0x8004FE33, 0x80072EFD).
    .action = Put the activation endpoints on the proxy's allow list, on ports 443 and 80.
    .run = actprobe --dry-run --only online
proxy-cannot-reach = the proxy cannot get through itself (status { $status }{ $marks_count ->
    [0] {""}
   *[other] ; { $marks }
  })
    .means = The proxy takes the request, and its own resolution or its own way to the Internet is broken.
    .action = Check the proxy's DNS and its uplink.
proxy-unexpected-status = the proxy answers with status { $status } instead of a tunnel
    .means = It may be a captive portal or no proxy at all.
    .action = Check what listens there.
proxy-silent = the proxy takes the connection, then does not answer within { $waited }
    .means = It may be waiting for its own DNS or for the far end (error 0x80072EE2).
    .action = Check the proxy's log for this host and these names.
proxy-hangs-up = the proxy { $how ->
    [closed] closes
    [reset] resets
   *[other] drops
  } the connection instead of answering
    .means = It does not accept this client or this method (error 0x80072EFE).
    .action = Allow CONNECT to port 443 from this host.
proxy-not-http = what listens there is no HTTP proxy
    .means = The setting points to another service.
    .action = Correct the proxy setting.
    .run = netsh winhttp show proxy

### TLS and HTTP

tls-completed = { $version } was agreed on
tls-silent = no answer to the TLS handshake within { $waited }
    .means = A firewall lets the connection stand and swallows TLS (error 0x80072EE2).
    .action = Let TLS to the activation endpoints pass.
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
    .run = { $clock ->
        [unknown] w32tm /query /status
       *[compared] {""}
      }
certificate-date-by-clock = the certificate is out of date by this host's clock, and in date by the others
    .means = Windows judges by this host's clock and rejects the connection (errors 0x80072F05, 0x80072F8F).
    .action = Put this host's clock right; nothing is wrong with the certificate.
    .run = w32tm /resync /rediscover
certificate-names-host = the certificate is for this name
certificate-other-names = the certificate is for other names: { $names }
    .means = Another server answers in the endpoint's place, and Windows rejects it (error 0x80072F06).
    .action = Check what DNS, a hosts file or the proxy makes of this name.
certificate-genuine = a public authority or Microsoft vouches for the certificate ({ $issuer })
certificate-inspected-trusted = the certificate was made by "{ $issuer }", which is neither public nor Microsoft's; this system trusts it
    .means = TLS inspection. The connection stands, but the activation service may refuse an answer that was opened on the way (error 0x80072F8F).
    .action = Exempt the activation endpoints from TLS inspection.
    .run = actprobe --dry-run --only online
certificate-inspected = the certificate was made by "{ $issuer }", which nobody here trusts
    .means = TLS inspection whose root is not installed on this system, or another server in the endpoint's place; Windows rejects it (errors 0x80072F0D, 0x80072F8F).
    .action = Exempt the activation endpoints from TLS inspection; or, where that is not possible, install the inspecting root in the machine's store.
    .run = certutil -store Root
certificate-revoked = a certificate of "{ $issuer }" was revoked
    .means = Windows rejects the connection.
    .action = Find out who presents this certificate.
certificate-undecided = whether "{ $issuer }" may vouch for this name could not be decided
    .means = It may be TLS inspection; this system's store of authorities gave no verdict.
    .action = Compare with the certificate that a browser on another network shows.
http-answered = answers (HTTP { $status })
http-unexpected-status = HTTP { $status } instead of the file{ $marks_count ->
    [0] {""}
   *[other] {" "}({ $marks })
  }
    .means = A filter answers in its place, or the file is gone; certificate checks may be slow or fail (error 0x80072F19).
    .action = Let plain HTTP on port 80 to this URL pass.
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
    [one] the one endpoint that activation needs answers
   *[other] all { $endpoints } endpoints that activation needs answer
  }, { $way ->
    [direct] directly
   *[other] through { $way }
  }
endpoints-not-asked = the activation endpoints were not asked
    .means = Nothing was seen that speaks for or against online activation.
    .action = Run again without leaving them out.

### Phone

phone-needs-no-network = needs no network: slui 4 (without a desktop: slmgr /dti, then slmgr /atp)

### Caveats

kms-host-state-unseen = Whether the KMS host is activated, serves this Windows version and has counted enough machines (5 servers or 25 clients): not asked, because asking would change its count.
service-rule-unseen = Whether the firewall of this host lets the Software Protection service (sppsvc) out as it lets this tool out.
key-state-unseen = Whether the key has activations left: only Microsoft knows. With a green network, 0xC004C008 and 0xC004C020 are a matter of licensing.
windows-trust-unseen = What a Windows trust store and Windows' own TLS settings would say: this ran on another system.
phone-needs-key = Which key is installed: the telephone takes a MAK, a retail key or a KMS host key, but not a KMS client key.
clock-one-source = The clock was compared with { $source } alone.
targets-left-out = { $count } more KMS hosts are published than were tried.
run-cut-short = The run was cut short; what was not asked is unknown.
probes-left-out = Left out by request: { $probes }.

### The report

question = Can { $host } activate?
answer-yes = Yes, through { $channels }.
answer-no = No: no channel but the telephone can work as things are.
answer-unknown = That cannot be told from here.
answer-degraded = { $channels } { $channels_count ->
    [one] works
   *[other] work
  }, but part of it is broken.
answer-blocked = { $channels } { $channels_count ->
    [one] is
   *[other] are
  } blocked.
answer-unsure = { $channels } { $channels_count ->
    [one] is
   *[other] are
  } not known.
answer-required = Required: { $channels }.
channel-kms = KMS
channel-online = Online
channel-phone = Phone
standing-works = works
standing-degraded = degraded
standing-blocked = blocked
standing-unknown = unknown
standing-not-applicable = not applicable
why-blocked = Why { $channel } is blocked
why-degraded = What is broken in { $channel }
why-unknown = Why { $channel } is not known
why-warning = To note about { $channel }
and-more = and { $count } more
and-last = { $others } and { $last }
follows = Follows from it: { $what }
same-cause = The same cause as above: { $what }
kms-draw = A client draws among the published KMS hosts: { $first }{ $later_count ->
    [0] .
   *[other] ; only if those fail: { $later }.
  }
kms-draw-share = { $target } ({ $share } %)
not-seen = What this run cannot see
indecisive = Failed, but decides nothing
seen-at = Asked on { $time } by the clock of this host, with actprobe { $version }.
dry-run-title = What a run would send (nothing was sent)
dry-run-nothing = Nothing would be asked.
dry-run-discovery = DNS, UDP and TCP 53, to { $servers }: SRV of { $names }, and the SOA of each domain as a control
dry-run-found = TCP and two RPC binds (no request) to each KMS host found there
dry-run-target = TCP and two RPC binds (no request) to { $target }: { $why ->
    [cloud] the cloud provider's KMS
    [expected] expected by the site
   *[other] the given KMS host
  }
dry-run-time = NTP, UDP, to { $server }: one client request, to compare the clock
dry-run-proxy = HTTP to the proxy { $proxy }: CONNECT, or HEAD, for { $names }
dry-run-endpoint = { $over ->
    [https] TCP, TLS
   *[http] TCP
  } and one HEAD request to { $url } ({ $need ->
    [required] activation needs it
    [supporting] activation may be slow or fail without it
   *[other] other licensing traffic
  })
dry-run-names = DNS, UDP and TCP 53, to { $servers }: the addresses of { $names }
progress-kms-discovery = looking for KMS hosts in DNS
progress-kms-target = trying the KMS hosts
progress-clock-skew = comparing the clock
progress-online = trying the activation endpoints
owner-host-admin = Administrator of this host
owner-network-team = Network team
owner-dns-admin = DNS administrator
owner-kms-admin = KMS administrator
owner-proxy-team = Proxy team
owner-time-admin = Whoever runs the time servers
owner-microsoft = Microsoft
owner-nobody = Nobody

### Requirements, by id

requirement-host-clock-true = this host's clock
requirement-host-dns-server-configured = a DNS server to ask
requirement-host-dns-suffix-known = a DNS suffix to search
requirement-host-proxy-settings-readable = proxy settings
requirement-host-proxy-settings-static = a fixed proxy
requirement-host-proxy-used-for-endpoints = the proxy is used for the endpoints
requirement-dns-server-answers = each DNS server answers
requirement-dns-servers-agree = the DNS servers agree
requirement-time-sources-agree = the time sources agree
requirement-kms-srv-published = a KMS host is published
requirement-kms-srv-in-client-zone = it is published where this host looks
requirement-kms-srv-well-formed = the SRV records are well formed
requirement-kms-only-expected-hosts = only expected KMS hosts are published
requirement-kms-expected-host-published = each expected KMS host is published
requirement-kms-target-resolves = the KMS host's name has an address
requirement-kms-port-reachable = the KMS port takes connections
requirement-kms-rpc-bind-accepted = the KMS host accepts the RPC bind
requirement-kms-rpc-multi-syntax-passes = the RPC bind of Windows passes
requirement-kms-clock-within-tolerance = the clock is near enough for KMS
requirement-online-proxy-resolves = the proxy's name has an address
requirement-online-proxy-reachable = the proxy takes connections
requirement-online-proxy-admits-host = the proxy lets the service through
requirement-online-name-resolves = the endpoint's name has an address
requirement-online-port-reachable = the endpoint takes connections
requirement-online-tls-completes = a TLS handshake completes
requirement-online-certificate-in-date = the certificate is in date
requirement-online-certificate-names-host = the certificate is for the endpoint
requirement-online-certificate-genuine = the certificate is genuine
requirement-online-http-answers = the endpoint answers
requirement-phone-available = the telephone
