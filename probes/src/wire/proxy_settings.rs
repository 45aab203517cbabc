//! `WinHTTP` proxy settings in all their forms.
