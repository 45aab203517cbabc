/* Loads libraries by their bare names, as a program does that takes no care.
 *
 * usage: takes_what_lies_beside.exe LIBRARY... */

#include <wchar.h>
#include <windows.h>

int wmain(int count, wchar_t **words) {
    for (int at = 1; at < count; at++) {
        LoadLibraryW(words[at]);
    }
    return 0;
}
