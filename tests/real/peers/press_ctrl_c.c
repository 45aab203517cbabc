/* Starts a program in a console of its own, and presses Ctrl-C there after a
 * while. Its output goes where ours goes; its exit code is ours.
 *
 * usage: press_ctrl_c.exe MILLISECONDS PROGRAM [ARGUMENT...] */

#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#define LONGEST_LINE 32768
#define PATIENCE_MS 20000
#define NO_CONSOLE 70
#define NOT_STARTED 71

static wchar_t line[LONGEST_LINE];

int wmain(int count, wchar_t **words) {
    STARTUPINFOW start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION child;
    DWORD code = NOT_STARTED;

    for (int at = 2; at < count; at++) {
        swprintf(line + wcslen(line), LONGEST_LINE - wcslen(line), L"\"%ls\" ", words[at]);
    }
    start.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    start.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    FreeConsole();
    if (!AllocConsole()) {
        return NO_CONSOLE;
    }
    if (!CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &child)) {
        return NOT_STARTED;
    }
    Sleep(_wtoi(words[1]));
    /* Everybody at this console hears it, and a child would inherit our deafness. */
    SetConsoleCtrlHandler(NULL, TRUE);
    GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
    WaitForSingleObject(child.hProcess, PATIENCE_MS);
    GetExitCodeProcess(child.hProcess, &code);
    return (int)code;
}
