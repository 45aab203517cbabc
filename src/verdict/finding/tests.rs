use super::*;

#[test]
fn ids_are_unique() {
    let mut ids: Vec<_> = Finding::CATALOGUE.iter().map(|(id, _)| *id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), Finding::CATALOGUE.len());
}

#[test]
fn arguments_carry_the_names_of_the_catalogue() {
    let finding = Finding::KmsClockBad { offset: OffsetMs(-5), limit: Millis(7) };
    let names: Vec<_> = finding.arguments().iter().map(|(name, _)| *name).collect();
    let declared = Finding::CATALOGUE.iter().find(|(id, _)| *id == finding.id()).unwrap().1;
    assert_eq!(names, declared);
}
