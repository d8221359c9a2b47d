@echo off
rem The command line of the packaged app: the app's own program, started as Node.
setlocal
for %%I in ("%~dp0..") do set "RESOURCES=%%~fI"
for %%I in ("%~dp0..\..") do set "PROGRAM=%%~fI\Forkscope.exe"
if not exist "%PROGRAM%" (
  echo forkscope: the program of the app is missing ^(%PROGRAM%^). Install Forkscope again. 1>&2
  exit /b 1
)
set "APP=%RESOURCES%\app.asar"
if not exist "%APP%" set "APP=%RESOURCES%\app"
if not exist "%APP%" (
  echo forkscope: neither app.asar nor the folder app is in %RESOURCES%. Install Forkscope again. 1>&2
  exit /b 1
)
set "ELECTRON_RUN_AS_NODE=1"
"%PROGRAM%" "%APP%\out\main\packagedCli.js" %*
exit /b %ERRORLEVEL%
