@echo off
rem Runs what tests/windows/pack has packed. Tests look for files at the path
rem where they were built, so that path leads here while they run; it is seen
rem from this drive.
rem
rem usage: run-packed.cmd     exit code: how many test programs failed
setlocal
set failed=0
set RUST_TEST_THREADS=4
set /p root=<"%~dp0root.txt"
cd /d "%~dp0"
if exist "%root%\" goto run
for %%p in ("%root%") do mkdir "%%~dpp" 2>nul
mklink /j "%root%" "%~dp0tree" || exit /b 1

:run
for /f "usebackq tokens=1,2" %%f in ("%~dp0programs.txt") do call :program "%root%\%%f" "%root%\%%g"
echo %failed% test programs failed
exit /b %failed%

:program
cd %1
echo == %2
%2
if errorlevel 1 set /a failed+=1
exit /b 0
