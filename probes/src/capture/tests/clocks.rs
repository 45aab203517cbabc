use super::*;

#[test]
fn several_charts_in_one_file_keep_their_servers() {
    let second = text::decode(&file("w32tm/chart-en-silent.txt"))
        .text
        .replace("dc01", "dc02")
        .replace("0.2.53", "0.2.54");
    let both = format!("{second}\r\n{}", text::decode(&file("w32tm/chart-en.txt")).text);
    let captures = recognise(both.as_bytes());
    let clocks: Vec<_> = captures.iter().flat_map(|capture| &capture.facts.clocks).collect();
    let told: Vec<_> = clocks
        .iter()
        .map(|clock| (clock.server.as_str(), clock.sample.value().is_some()))
        .collect();
    assert_eq!(told, [("dc02.corp.example", false), ("dc01.corp.example", true)]);
}

#[test]
fn a_clock_that_follows_itself_follows_nobody() {
    let status = "Leap Indicator: 0(no warning)\n\
         Stratum: 1 (primary reference - syncd by radio clock)\n\
         Precision: -23 (119.209ns per tick)\nRoot Delay: 0.0000000s\n\
         Root Dispersion: 10.0000000s\n\
         ReferenceId: 0x4C4F434C (source name:  \"LOCL\")\n\
         Last Successful Sync Time: 11/23/2026 10:47:11 AM\n\
         Source: Local CMOS Clock\nPoll Interval: 6 (64s)\n";
    let service = recognise(status.as_bytes()).remove(0).facts.time_service.unwrap();
    assert_eq!((service.synchronised, service.servers), (Some(false), Vec::new()));
}
