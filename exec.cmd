@rem Windows has no exec, which scripts in package.json use so that elsewhere signals reach the program itself.
@%*
