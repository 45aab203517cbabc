/* A library of somebody else's, left where a program may look for one of
 * Windows: once it is loaded, a file beside it, of its name and ".loaded", says
 * so. It has no function that anybody wants. */

#include <stdio.h>
#include <wchar.h>
#include <windows.h>

#define LONGEST_PATH 512

BOOL WINAPI DllMain(HINSTANCE self, DWORD reason, LPVOID unused) {
    wchar_t library[LONGEST_PATH], mark[LONGEST_PATH];

    (void) unused;
    if (reason == DLL_PROCESS_ATTACH && GetModuleFileNameW(self, library, LONGEST_PATH)) {
        swprintf(mark, LONGEST_PATH, L"%ls.loaded", library);
        CloseHandle(CreateFileW(mark, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL));
    }
    return TRUE;
}
