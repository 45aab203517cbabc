use super::*;
use crate::say::lang::Language;

const DIGITS: &str = "639725881042377716600518840992231575098342216067719033845520417";

fn id() -> InstallationId {
    InstallationId::parse(DIGITS).unwrap()
}

fn of(computer: &str, file: Option<&str>) -> OwnedId {
    OwnedId { computer: computer.to_owned(), file: file.map(str::to_owned), id: id() }
}

fn drawn(ids: &[OwnedId], look: Look) -> String {
    render(ids, Missing::Saved, &Speech::new(Language::English), look)
}

const PLAIN: Look = Look { ascii: false, color: false, rows: None };

/// What a camera sees: each module as a square of this many points.
const POINTS: usize = 4;

/// Reads a code out of a grid of light and dark.
fn read(is_dark: impl Fn(usize, usize) -> bool, side: usize) -> String {
    let shade = |x: usize, y: usize| if is_dark(x / POINTS, y / POINTS) { 0 } else { 255 };
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(side * POINTS, side * POINTS, shade);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

#[test]
fn what_is_drawn_in_half_blocks_is_read_again() {
    let rows: Vec<Vec<char>> = rows(&id(), false).iter().map(|row| row.chars().collect()).collect();
    let side = rows[0].len();
    assert_eq!((side, rows.len()), (33, 17));
    let is_dark = |x: usize, y: usize| match rows[y / 2][x] {
        '█' => false,
        '▀' => !y.is_multiple_of(2),
        '▄' => y.is_multiple_of(2),
        ' ' => true,
        other => panic!("{other}"),
    };
    assert_eq!(read(is_dark, side), DIGITS);
}

#[test]
fn what_is_drawn_in_ascii_is_read_again() {
    let rows = rows(&id(), true);
    let side = rows.len();
    assert!(rows.iter().all(|row| row.len() == 2 * side && row.is_ascii()));
    let is_dark = |x: usize, y: usize| match rows[y].get(2 * x..2 * x + 2) {
        Some("##") => false,
        Some("  ") => true,
        other => panic!("{other:?}"),
    };
    assert_eq!(read(is_dark, side), DIGITS);
}

#[test]
fn four_light_modules_stand_around_the_code() {
    let rows = rows(&id(), true);
    let edge = "##".repeat(QUIET as usize);
    let side = rows.len();
    for (at, row) in rows.iter().enumerate() {
        assert!(row.starts_with(&edge) && row.ends_with(&edge), "{row}");
        let is_in_code = (4..side - 4).contains(&at);
        assert_eq!(row.contains(' '), is_in_code, "{at}: {row}");
    }
}

#[test]
fn colours_say_what_is_light_and_their_absence_is_noted() {
    let colored = drawn(&[of("SRV02", None)], Look { color: true, ..PLAIN });
    assert_eq!(colored.matches("\u{1b}[97m\u{1b}[40m").count(), 17, "{colored}");
    assert!(!colored.contains("shows no colours"), "{colored}");
    let plain = drawn(&[of("SRV02", None)], PLAIN);
    assert!(plain.contains("shows no colours") && !plain.contains('\u{1b}'), "{plain}");
}

#[test]
fn each_machine_has_a_code_and_its_digits_in_groups() {
    let text =
        drawn(&[of("SRV02", None), of("SRV03", Some("dti.txt")), of("", Some("x.txt"))], PLAIN);
    for title in ["SRV02", "SRV03 (dti.txt)", "x.txt"] {
        let title = format!("Installation ID of {title}, for the offline step:");
        assert_eq!(text.lines().filter(|line| *line == title).count(), 1, "{text}");
    }
    assert_eq!(text.matches("6397258 8104237 7716600").count(), 3);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn of_many_the_others_are_named() {
    let ids: Vec<OwnedId> = (0..10).map(|at| of(&format!("SRV{at}"), None)).collect();
    let text = drawn(&ids, PLAIN);
    assert_eq!(text.matches("for the offline step").count(), MOST_DRAWN);
    assert!(text.contains("Not drawn: SRV8, SRV9"), "{text}");
}

#[test]
fn a_window_that_is_too_low_is_told_how_high_it_must_be() {
    let needs = |rows, ascii| {
        drawn(&[of("SRV02", None)], Look { rows: Some(rows), ascii, color: true })
            .contains("lines high")
    };
    assert_eq!(
        (needs(25, false), needs(18, false), needs(25, true), needs(35, true)),
        (false, true, true, false)
    );
}

#[test]
fn where_there_is_none_the_command_stands_that_prints_it() {
    for missing in [Missing::Saved, Missing::Elsewhere, Missing::Untold] {
        let text = render(&[], missing, &Speech::new(Language::English), PLAIN);
        assert!(text.contains("No Installation ID"), "{text}");
        assert!(
            text.contains("> cscript //nologo C:\\Windows\\System32\\slmgr.vbs /dti > dti.txt\n"),
            "{text}"
        );
    }
}
